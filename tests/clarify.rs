//! Questions back, answered once for all who ask the same; and questions that are worded otherwise after letters have gone.

#![allow(clippy::unwrap_used, reason = "what is not as it should be fails the test")]

mod driver;

use driver::Foi;

const SEND: &str = "send school-streets --as-of 2018-09-03";

fn field<'a>(letter: &'a str, name: &str) -> &'a str {
    letter.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_else(|| panic!("{name} {letter}")).trim()
}

/// The letters that lie in the outbox and answer a question, by their addressee.
fn answers(foi: &Foi) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = foi
        .outbox("school-streets")
        .into_iter()
        .map(|(_, bytes)| String::from_utf8(bytes).unwrap())
        .filter(|letter| letter.contains("In answer to what you ask"))
        .map(|letter| (field(&letter, "To:").to_owned(), letter))
        .collect();
    all.sort();
    all
}

/// A mail in answer to the letter that went to authority `n`.
fn reply(foi: &Foi, n: usize, words: &str) {
    let letters = foi.outbox("school-streets").into_iter().map(|(_, bytes)| String::from_utf8(bytes).unwrap());
    let to = format!("foi@ashdown{n}.example");
    let letter = letters.into_iter().find(|letter| field(letter, "To:").contains(&to)).unwrap();
    foi.write(
        &format!("in/r{n}.eml"),
        format!(
            "From: {to}\r\nTo: holly@larkspur-research.example\r\nDate: Mon, 10 Sep 2018 09:0{n}:00 +0100\r\nMessage-ID: <q{n}@ashdown{n}.example>\r\n\
             In-Reply-To: {}\r\nSubject: Your request\r\n\r\nDear Ms Trevanion,\r\n\r\n{words}\r\n\r\nYours sincerely,\r\n\r\nA. Officer\r\n",
            field(&letter, "Message-ID:")
        ),
    );
}

const YEARS: [&str; 3] = [
    "Thank you for your request. Before we can answer it, could you please clarify whether you mean the calendar year or the financial year? \
     We will put your request on hold until we hear from you.",
    "We need clarification of your request before we can process it. Please clarify whether you mean the financial year or the calendar year. \
     Your request is on hold until we receive your reply.",
    "In order to proceed, please could you clarify whether you mean the financial year or the calendar year? The clock has been stopped until you answer.",
];
const CLOSURES: &str = "We need clarification before we can process your request. In question 1, do you mean permanent closures or also those of a single day? \
     Your request is on hold until we receive your reply.";

fn asked() -> Foi {
    let foi = Foi::asking(5);
    foi.all(&[SEND]);
    for (n, words) in YEARS.iter().enumerate() {
        reply(&foi, n, words);
    }
    reply(&foi, 3, CLOSURES);
    foi.all(&["ingest school-streets in"]);
    foi.on("2018-09-12")
}

#[test]
fn one_answer_goes_to_all_who_asked_the_same_each_in_its_own_thread_and_once() {
    let foi = asked();
    let groups = foi.json("clarify school-streets --as-of 2018-09-12");
    let sizes: Vec<usize> = groups.as_array().unwrap().iter().map(|g| g["askers"].as_array().unwrap().len()).collect();
    assert_eq!(sizes, [3, 1], "{groups:#}");
    let screen = foi.run("clarify school-streets --as-of 2018-09-12");
    assert!(screen.contains("3 authorities ask: \"Before we can answer it, could you please clarify"), "{screen}");
    assert!(screen.contains("do you mean permanent closures"), "{screen}");
    let id = groups[0]["id"].as_str().unwrap();
    let send = format!("send school-streets --only clarification --group {id} --words \"We mean financial years.\"");
    // Looked at first: nothing goes.
    let preview = foi.run(&format!("{send} --dry-run --show"));
    assert!(
        preview.contains("3 letters would go") && preview.matches("We mean financial years.").count() == 3,
        "{preview}"
    );
    assert!(answers(&foi).is_empty());
    foi.ends(&send, 0);
    let sent = answers(&foi);
    assert_eq!(sent.len(), 3);
    for (n, (to, letter)) in sent.iter().enumerate() {
        assert!(
            to.contains(&format!("foi@ashdown{n}.example")) && letter.contains("We mean financial years."),
            "{letter}"
        );
        assert_eq!(field(letter, "In-Reply-To:"), format!("<q{n}@ashdown{n}.example>"));
    }
    // The same command again finds nobody who waits, and sends nothing.
    let screen = foi.ends(&send, 2);
    assert!(
        screen.contains("no authorities that wait for an answer are called") && answers(&foi).len() == 3,
        "{screen}"
    );
    let left = foi.json("clarify school-streets --as-of 2018-09-12");
    assert_eq!(
        (left.as_array().unwrap().len(), &left[0]["askers"][0]["name"]),
        (1, &"Ashdown 3 District Council".into())
    );
    foi.ends("verify", 0);
}

#[test]
fn a_group_is_the_very_messages_that_were_looked_at_and_one_may_be_left_out() {
    let foi = asked();
    let id = foi.json("clarify school-streets --as-of 2018-09-12")[0]["id"].as_str().unwrap().to_owned();
    let send = |id: &str, more: &str| {
        format!("send school-streets --only clarification --group {id} --words Financial. {more}")
    };
    reply(&foi, 4, YEARS[0]);
    foi.all(&["ingest school-streets in"]);
    foi.ends(&send(&id, ""), 2);
    assert!(answers(&foi).is_empty());
    let id = foi.json("clarify school-streets --as-of 2018-09-12")[0]["id"].as_str().unwrap().to_owned();
    foi.ends(&send(&id, "--except A1"), 0);
    let went: Vec<String> = answers(&foi).into_iter().map(|(to, _)| to).collect();
    assert_eq!(went.len(), 3);
    assert!(!went.iter().any(|to| to.contains("ashdown1")), "{went:?}");
    let screen = foi.ends(&format!("send school-streets --only chase --group {id} --words x"), 2);
    assert!(screen.contains("say --only clarification"), "{screen}");
}

#[test]
fn a_reply_is_read_by_the_words_that_its_request_was_sent() {
    let foi = Foi::asking(2);
    foi.all(&[&format!("{SEND} --limit 1")]);
    assert!(!foi.run("check school-streets").contains("wording"));
    assert!(!foi.run("show A0 --as-of 2018-09-04").contains("wording"));
    // Now another question comes first, and one is worded otherwise; the second letter goes with these.
    let toml = "campaigns/school-streets/campaign.toml";
    let first = "[[question]]\nid = \"lanes\"\nasks = \"How many bus lanes did you have on 1 September 2018?\"\ntype = \"count\"\nunit = \"lanes\"\n\n";
    foi.edit(toml, "[[question]]\nid = \"streets\"", &format!("{first}[[question]]\nid = \"streets\""));
    foi.edit(toml, "Do you use cameras to enforce the closures?", "Are the closures enforced by cameras?");
    foi.all(&[SEND]);
    assert_eq!(foi.outbox("school-streets").len(), 2);
    let screen = foi.run("check school-streets");
    assert!(
        screen.contains(
            "1 of 2 requests were sent wording 1, which asks otherwise: `streets`, `spend`, `cameras`, `lanes`"
        ),
        "{screen}"
    );
    let shown = foi.run("show A0 --as-of 2018-09-04");
    assert!(
        shown.contains("asked in wording 1 of 2, which campaign.toml now puts otherwise: streets, spend"),
        "{shown}"
    );
    assert!(foi.run("show A1 --as-of 2018-09-04").contains("asked in wording 2 of 2\n"));
    // Both answer by number.
    reply(&foi, 0, "Our answers are as follows:\r\n\r\n1. 12\r\n2. £3,400\r\n3. Yes");
    reply(&foi, 1, "Our answers are as follows:\r\n\r\n1. 7\r\n2. 15\r\n3. £900\r\n4. No");
    foi.all(&["ingest school-streets in"]);
    let found = foi
        .json("sql \"SELECT authority || ' ' || question || ' ' || value AS cell FROM proposals ORDER BY 1\"")
        .to_string();
    for cell in ["A0 streets 12", "A0 spend 3400", "A1 lanes 7", "A1 streets 15", "A1 spend 900"] {
        assert!(found.contains(cell), "{cell}: {found}");
    }
    assert!(!found.contains("A0 lanes"), "{found}");
    // Read again, nothing changes.
    assert!(
        foi.run("reread school-streets --dry-run").contains("nothing"),
        "{}",
        foi.run("reread school-streets --dry-run")
    );
    foi.ends("verify", 0);
}
