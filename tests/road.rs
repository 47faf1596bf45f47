//! The whole road, as a person walks it: from an empty folder to findings, a page and an export.
//!
//! Four invented councils (`tests/road/`): one acknowledges and answers, one answers from an address that nobody knows,
//! one refuses on cost, and one has no e-mail address.

#![allow(clippy::unwrap_used, reason = "what is not as it should be fails the test")]

mod driver;

use driver::Foi;

#[test]
fn init_makes_a_workspace_and_new_a_campaign_that_says_what_it_lacks() {
    let foi = Foi::nowhere();
    insta::assert_snapshot!(foi.run("init"), @"
    A workspace is ready in [HERE].
    Next:
      foi new NAME      a campaign of your own, ready to edit
      foi demo          or first watch an invented one go by
    ");
    insta::assert_snapshot!(foi.run("new parking"), @"
    The campaign `parking` is laid out:
      campaigns/parking/campaign.toml
      campaigns/parking/frame.csv
      campaigns/parking/letters/request.txt
    Next: fill in campaign.toml (who asks, what) and frame.csv (whom), then
      foi check parking      what is still missing, line by line
      foi preview parking    the letter as it would go
    ");
    insta::assert_snapshot!(foi.run("check parking"), @r#"
      × `campaigns/parking` cannot be used yet: 5 faults to see to

    Error:
      × `title` is still empty
       ╭─[campaigns/parking/campaign.toml:5:9]
     4 │
     5 │ title = ""                                # in a line, what you want to know; it stands in the letters' subject
       ·         ─┬
       ·          ╰── to be filled in
     6 │ regime = "uk-foia"                        # the law: uk-foia, uk-eir, scot-foisa or scot-eisr
       ╰────
      help: say in a line what the campaign is about

    Error:
      × `name` is still empty
        ╭─[campaigns/parking/campaign.toml:11:8]
     10 │ [requester]                               # who asks: the law wants a name and an address for the reply
     11 │ name = ""
        ·        ─┬
        ·         ╰── to be filled in
     12 │ email = ""
        ╰────
      help: the name of the person or body that asks (FOIA s.8(1)(b))

    Error:
      × `email` is still empty
        ╭─[campaigns/parking/campaign.toml:12:9]
     11 │ name = ""
     12 │ email = ""
        ·         ─┬
        ·          ╰── to be filled in
     13 │ # organisation = ""
        ╰────
      help: the address that replies should come to

    Error:
      × `asks` is still empty
        ╭─[campaigns/parking/campaign.toml:39:8]
     38 │ id = "staff"                              # a short name, for findings and exports
     39 │ asks = ""
        ·        ─┬
        ·         ╰── to be filled in
     40 │ # type = "count"                          # count, money, percent, yesno, date, text, choice, table; else from the wording
        ╰────
      help: the question as the letter should put it

    Error:
      × nobody is asked yet
       ╭─[campaigns/parking/frame.csv:4:1]
     3 │ # X1,Ashdown NHS Trust,acute,London,foi@ashdown.example
     4 │ code,name,kind,region,email
       · ─────────────┬─────────────
       ·              ╰── add authorities below
       ╰────
      help: one line an authority under this header: its code, its name, its kind,
            region and e-mail address
    [exit status 1]
    "#);
}

#[test]
fn a_campaign_in_order_passes_its_check() {
    let foi = Foi::with("road");
    insta::assert_snapshot!(foi.run("check school-streets"), @"
    campaigns/school-streets/frame.csv:1:1: 1 of 4 authorities have no e-mail address: their letters can be previewed and are not sent
    `school-streets` is in order: 4 authorities, 3 questions, 2 findings.
    Next: `foi preview school-streets` shows a letter, `foi frame school-streets` who is asked.
    ");
}

#[test]
fn the_frame_is_frozen_once_and_a_later_change_is_said_everywhere_and_counts_nowhere() {
    let foi = Foi::with("road");
    insta::assert_snapshot!(foi.run("frame school-streets"), @"
    in   ASH      Ashdown District Council  district, North, foi@ashdown.example
    in   BIR      Birchwood Borough Council  borough, South, foi@birchwood.example
    in   CRA      Cragdale County Council  county, North, information@cragdale.example
    in   DUN      Dunmere Council  borough, South
    4 authorities are asked, 0 left out.
    Not frozen yet: the first letter that goes out fixes it, or `foi frame school-streets --freeze`.
    ");
    let frozen = foi.ends("frame school-streets --freeze", 0);
    assert!(frozen.ends_with("Frozen at [NOW]; the folder's table no longer changes it.\n"), "{frozen}");
    let at = foi.json("frame school-streets")["frozen"].clone();
    foi.ends("frame school-streets --freeze", 0);
    assert_eq!(foi.json("frame school-streets")["frozen"], at, "frozen twice");

    foi.edit("campaigns/school-streets/frame.csv", "CRA,Cragdale", "ELM,Elmbury");
    foi.edit("campaigns/school-streets/frame.csv", "foi@birchwood.example", "foi.desk@birchwood.example");
    insta::assert_snapshot!(foi.run("frame school-streets"), @"
    in   ASH      Ashdown District Council  district, North, foi@ashdown.example
    in   BIR      Birchwood Borough Council  borough, South, foi@birchwood.example
    in   CRA      Cragdale County Council  county, North, information@cragdale.example
    in   DUN      Dunmere Council  borough, South
    4 authorities are asked, 0 left out.
    Frozen at [NOW]; the folder's table no longer changes it.
    Since then, the folder's frame would add ELM; would drop CRA; writes otherwise of BIR; the frozen frame counts.
    ");
    insta::assert_snapshot!(foi.run("check school-streets"), @"
    campaigns/school-streets/frame.csv:1:1: 1 of 4 authorities have no e-mail address: their letters can be previewed and are not sent
    campaigns/school-streets/campaign.toml:12:1: since the frame was frozen, the folder's frame would add ELM; would drop CRA; writes otherwise of BIR; the frozen frame counts
    `school-streets` is in order: 4 authorities, 3 questions, 2 findings.
    Next: `foi preview school-streets` shows a letter, `foi frame school-streets` who is asked.
    ");
    insta::assert_snapshot!(foi.run("status school-streets --as-of 2018-09-03"), @"
    School streets (school-streets), as of 2018-09-03
          4  asked
          0  sent
          0  heard from
          0  replied
          0  overdue
      of the 4 asked: 4 not sent yet
      cells: 0 settled, 0 waiting; messages held: 0
      since the frame was frozen, the folder's frame would add ELM; would drop CRA; writes otherwise of BIR; the frozen frame counts
    ");
}

#[test]
fn a_campaign_with_a_fault_is_not_frozen() {
    let foi = Foi::with("road");
    foi.edit("campaigns/school-streets/frame.csv", "BIR,", "ASH,");
    let screen = foi.ends("frame school-streets --freeze", 1);
    assert!(screen.contains("ASH"), "{screen}");
    foi.edit("campaigns/school-streets/frame.csv", "ASH,Birch", "BIR,Birch");
    assert!(foi.json("frame school-streets")["frozen"].is_null());
}

#[test]
fn a_letter_is_previewed_as_it_would_go_and_nothing_is_kept() {
    let foi = Foi::with("road").on("2018-09-03");
    insta::assert_snapshot!(foi.run("preview school-streets BIR"), @"
    From: Holly Trevanion <holly@larkspur-research.example>
    To: foi@birchwood.example
    Date: 2018-09-03
    Subject: Freedom of Information request: school streets (FOI-PKX5-9NP8)
    Message-ID: <foi.pkx59np8@larkspur-research.example>

    To the Freedom of Information Officer, Birchwood Borough Council

    Under the Freedom of Information Act 2000, please send me the following:

    1. How many streets outside schools were closed to traffic at school times on 1 September 2018?
    2. How much money, in pounds sterling, did you spend on closing them in the financial year 2017/18?
    3. Do you use cameras to enforce the closures?

    An answer by e-mail is best. Please quote FOI-PKX5-9NP8.

    Yours faithfully,
    Holly Trevanion
    ");
    assert!(!foi.path(".foi/store.sqlite").exists() && !foi.path("outbox").exists());
}

#[test]
fn letters_go_to_the_outbox_once_and_who_has_no_address_is_said() {
    let foi = Foi::with("road").on("2018-09-03");
    insta::assert_snapshot!(foi.run("send school-streets --dry-run"), @"
    school-streets/ASH  request to foi@ashdown.example  Freedom of Information request: school streets (FOI-TXGN-TP2Y)
    school-streets/BIR  request to foi@birchwood.example  Freedom of Information request: school streets (FOI-PKX5-9NP8)
    school-streets/CRA  request to information@cragdale.example  Freedom of Information request: school streets (FOI-G6GQ-MDXH)
    3 letters would go; nothing was written.
    Skipped:
      school-streets/DUN  Dunmere Council: has no e-mail address: print its letter (`foi preview`), post it, and record it with `foi note school-streets/DUN sent DATE`
    [exit status 1]
    ");
    assert!(foi.outbox("school-streets").is_empty());
    insta::assert_snapshot!(foi.run("send school-streets"), @"
    3 letters handed to the outbox, outbox/school-streets.
    Skipped:
      school-streets/DUN  Dunmere Council: has no e-mail address: print its letter (`foi preview`), post it, and record it with `foi note school-streets/DUN sent DATE`
    [exit status 1]
    ");
    let outbox = foi.outbox("school-streets");
    assert_eq!(outbox.len(), 3);
    insta::assert_snapshot!(foi.run("send school-streets"), @"
    0 letters handed to the outbox, outbox/school-streets.
    3 had been sent before, and were left alone.
    Skipped:
      school-streets/DUN  Dunmere Council: has no e-mail address: print its letter (`foi preview`), post it, and record it with `foi note school-streets/DUN sent DATE`
    [exit status 1]
    ");
    assert_eq!(foi.outbox("school-streets"), outbox);
}

#[test]
fn a_letter_by_post_is_noted_and_its_clock_runs_from_its_arrival() {
    let foi = Foi::opened().on("2018-10-15");
    insta::assert_snapshot!(foi.run("note DUN sent 2018-09-05 'by post'"), @"Noted for school-streets/DUN (FOI-DWGY-4TPK): sent on 2018-09-05. Taken as sent by post; --channel says otherwise.");
    insta::assert_snapshot!(foi.run("show DUN"), @"
    FOI-DWGY-4TPK  Dunmere Council  (school-streets/DUN)
    no reply

    Timeline
          4  2018-09-05  sent: by post  [holly]

    Messages

    Clock
      1. The request was posted on Wednesday 5 September 2018 and, as nothing else is known, taken as received on Friday 7 September 2018, which is day 0 (no rule in the Act; ordinary course of post, by analogy with Practice Direction [1985] 1 WLR 489 and Interpretation Act 1978 s.7: an estimate).
      2. The time is 20 working days, counted from the day after receipt (FOIA s.10(1)).
      3. Only weekends are passed over: no other day off falls into the time (FOIA s.10(6)).
      4. Day 1 is Mon 10 September, day 10 is Fri 21 September, day 20 is Friday 5 October 2018: a reply is due by the end of that day.
      5. On Monday 15 October 2018 no answer is known, and the last day was Friday 5 October 2018: overdue by 6 working days. You may remind the authority, then complain to the Information Commissioner (FOIA s.50).

    Answers
      streets: -
      spend: -
      cameras: -
    ");
}

#[test]
fn replies_are_tied_read_and_counted_and_the_same_mail_again_is_a_duplicate() {
    let foi = Foi::opened().on("2018-10-15");
    insta::assert_snapshot!(foi.run("ingest school-streets mail/first"), @"
    4 messages taken in: 3 tied to their request, 1 held.
          1  full
          1  partial
          1  refused
          1  acknowledged
    6 answers read: 3 accepted, 3 not certain enough.
    `foi pen school-streets` shows what is held, with the candidates.
    `foi review school-streets` takes you through the cells that wait.
    [exit status 1]
    ");
    let ledger = foi.export("school-streets");
    insta::assert_snapshot!(foi.run("ingest school-streets mail/first"), @"
    0 messages taken in: 0 tied to their request, 0 held.
    4 were here already.
    0 answers read: 0 accepted, 0 not certain enough.
    ");
    assert_eq!(foi.export("school-streets"), ledger);
    insta::assert_snapshot!(foi.run("status school-streets"), @"
    School streets (school-streets), as of 2018-10-15
          4  asked
          3  sent
          2  heard from
          2  replied
          1  overdue
      of the 4 asked: 1 not sent yet, 1 no reply, 1 answered in full, 1 refused
      cells: 3 settled, 3 waiting; messages held: 1
    ");
}

#[test]
fn due_says_what_to_do_today_and_why() {
    let foi = Foi::answered();
    insta::assert_snapshot!(foi.run("due"), @r#"
    FOI-DWGY-4TPK  Dunmere Council: find another address
        not sent: it has no e-mail address. Give one, or post its letter (`foi preview`) and note it: foi note FOI-DWGY-4TPK sent DATE
        foi authority address DUN NEW@ADDRESS --why "..."
    FOI-PKX5-9NP8  Birchwood Borough Council: chase
        due 2018-10-01, 10 working days ago
        foi send school-streets --only chase
    FOI-G6GQ-MDXH  Cragdale County Council: consider internal review, by 2018-11-26
        the request was refused
        foi send school-streets --only review --request FOI-G6GQ-MDXH --words "..."
    3 requests need you today; 1 do not.
    Bank holidays: those built in, to 2028-12-31.
    "#);
}

#[test]
fn show_tells_one_request_with_its_clock_and_the_words_of_its_answers() {
    let foi = Foi::answered();
    insta::assert_snapshot!(foi.run("show ASH"), @r#"
    FOI-TXGN-TP2Y  Ashdown District Council  (school-streets/ASH)
    answered in full

    Timeline
          1  2018-09-03  request sent to foi@ashdown.example  [foi]
          4  2018-09-04  acknowledged  [reader]
          5  2018-09-21  full  [reader]

    Messages
      out  2018-09-03  request  foi@ashdown.example  "Freedom of Information request: school streets (FOI-TXGN-TP2Y)"
                       original [HASH]
      in   2018-09-04  1: acknowledged  foi@ashdown.example  "RE: Freedom of Information request: school streets (FOI-TXGN-TP2Y)"  by thread
                       original [HASH]
      in   2018-09-21  2: full  foi@ashdown.example  "RE: Freedom of Information request: school streets (FOI-TXGN-TP2Y)"  by thread
                       original [HASH]

    Clock
      1. The request was sent by e-mail on Monday 3 September 2018 and received that day, which is day 0 (FOIA s.10(6)(a)).
      2. The time is 20 working days, counted from the day after receipt (FOIA s.10(1)).
      3. Only weekends are passed over: no other day off falls into the time (FOIA s.10(6)).
      4. Day 1 is Tue 4 September, day 10 is Mon 17 September, day 20 is Monday 1 October 2018: a reply is due by the end of that day.
      5. The authority answered on Friday 21 September 2018, by Monday 1 October 2018: in time (FOIA s.10(1)).
      6. The time for complying has ended; a review may be asked for by guidance until Friday 16 November 2018 (s.45 Code 2018 paras 5.3 to 5.5).

    Answers
      streets: 14 streets  [reader]
          "14"  (body, line 7; original 99a7afff)
      spend: 23750 GBP  [reader]
          "£23,750"  (body, line 10; original 99a7afff)
      cameras: yes  [reader]
          "Yes"  (body, line 13; original 99a7afff)
    "#);
}

#[test]
fn a_mail_that_fits_no_request_waits_in_the_pen_until_a_person_says_whose_it_is() {
    let foi = Foi::answered();
    insta::assert_snapshot!(foi.run("pen"), @"
        3  2018-09-26  jfarrow@shared-services.example  Your enquiry about school streets
           partial
           school-streets/BIR: the authority is named in the text; its subject is like ours: Freedom of Information request: school streets (FOI-PKX5-9NP8); no other request to this authority awaits a reply
    1 message held. Settle one with: foi assign NUMBER REQUEST
    ");
    insta::assert_snapshot!(foi.run("assign 3 BIR"), @"28.farrow@shared-services.example is tied to school-streets/BIR.");
    insta::assert_snapshot!(foi.run("pen"), @"The holding pen of school-streets is empty.");
    let assigned = foi.export("school-streets");
    foi.ends("assign 3 BIR", 0);
    let cells = |files: &[(String, String)]| files.iter().find(|(name, _)| name == "cells.csv").cloned();
    assert_eq!(cells(&foi.export("school-streets")), cells(&assigned), "assigned twice");

    insta::assert_snapshot!(foi.run("assign 3 --to-pen"), @"28.farrow@shared-services.example is back in the holding pen.");
    let screen = foi.run("status school-streets");
    assert!(screen.contains("messages held: 1"), "{screen}");
    foi.ends("verify", 0);
}

#[test]
fn a_person_settles_what_waits_and_may_think_again() {
    let foi = Foi::answered();
    foi.all(&["assign 3 BIR"]);
    insta::assert_snapshot!(foi.run("review --list"), @r#"
    FOI-PKX5-9NP8  Birchwood Borough Council  cameras: no  "We have no plans to do so at present, though one camera is being tried."
    FOI-G6GQ-MDXH  Cragdale County Council  streets: over cost limit (s12(1))  "However, we estimate that to locate and extract it would take more than 18 hours of staff time, which exceeds the appropriate limit."
    FOI-G6GQ-MDXH  Cragdale County Council  spend: over cost limit (s12(1))  "However, we estimate that to locate and extract it would take more than 18 hours of staff time, which exceeds the appropriate limit."
    FOI-G6GQ-MDXH  Cragdale County Council  cameras: over cost limit (s12(1))  "However, we estimate that to locate and extract it would take more than 18 hours of staff time, which exceeds the appropriate limit."
    4 cells waiting.
    "#);
    insta::assert_snapshot!(foi.typed("review", "= 12\n= yes\n: not held\nu\n: over cost limit\nq\n"), @r#"

    [1 of 4] FOI-PKX5-9NP8  Birchwood Borough Council
    cameras: Do you use cameras to enforce the closures?
      in body, line 7:
        I answer for Birchwood Borough Council.
        Question 1: On 1 September 2018, 6 streets were closed, although one more may have been closed since.
        Question 2: This information is not held.
      > Question 3: We have no plans to do so at present, though one camera is being tried.
        J. Farrow, Information Governance
      suggested: no  (60% sure; said without the word; waits: the answer has another figure that this reading does not account for)
    a accept, = VALUE, : STATE, s skip, n next authority, u undo, q stop > the question wants yes or no: as yes, or no; where neither is said, a state, as `unclear`
    a accept, = VALUE, : STATE, s skip, n next authority, u undo, q stop > 
    [2 of 4] FOI-G6GQ-MDXH  Cragdale County Council
    streets: How many streets outside schools were closed to traffic at school times on 1 September 2018?
      in body, line 3:
        Dear Ms Trevanion,
      > We hold the information that you ask for. However, we estimate that to locate and extract it would take more than 18
      > hours of staff time, which exceeds the appropriate limit. Under section 12(1) of the Freedom of Information Act 2000
        we therefore refuse your request.
        You may ask for an internal review of this decision.
        Cragdale County Council
      suggested: over cost limit (s12(1))  (95% sure; more hours than the Fees Regulations allow)
    a accept, = VALUE, : STATE, s skip, n next authority, u undo, q stop > 
    [3 of 4] FOI-G6GQ-MDXH  Cragdale County Council
    spend: How much money, in pounds sterling, did you spend on closing them in the financial year 2017/18?
      in body, line 3:
        Dear Ms Trevanion,
      > We hold the information that you ask for. However, we estimate that to locate and extract it would take more than 18
      > hours of staff time, which exceeds the appropriate limit. Under section 12(1) of the Freedom of Information Act 2000
        we therefore refuse your request.
        You may ask for an internal review of this decision.
        Cragdale County Council
      suggested: over cost limit (s12(1))  (95% sure; more hours than the Fees Regulations allow)
    a accept, = VALUE, : STATE, s skip, n next authority, u undo, q stop > 
    [2 of 4] FOI-G6GQ-MDXH  Cragdale County Council
    streets: How many streets outside schools were closed to traffic at school times on 1 September 2018?
      in body, line 3:
        Dear Ms Trevanion,
      > We hold the information that you ask for. However, we estimate that to locate and extract it would take more than 18
      > hours of staff time, which exceeds the appropriate limit. Under section 12(1) of the Freedom of Information Act 2000
        we therefore refuse your request.
        You may ask for an internal review of this decision.
        Cragdale County Council
      suggested: over cost limit (s12(1))  (95% sure; more hours than the Fees Regulations allow)
    a accept, = VALUE, : STATE, s skip, n next authority, u undo, q stop > 
    [3 of 4] FOI-G6GQ-MDXH  Cragdale County Council
    spend: How much money, in pounds sterling, did you spend on closing them in the financial year 2017/18?
      in body, line 3:
        Dear Ms Trevanion,
      > We hold the information that you ask for. However, we estimate that to locate and extract it would take more than 18
      > hours of staff time, which exceeds the appropriate limit. Under section 12(1) of the Freedom of Information Act 2000
        we therefore refuse your request.
        You may ask for an internal review of this decision.
        Cragdale County Council
      suggested: over cost limit (s12(1))  (95% sure; more hours than the Fees Regulations allow)
    a accept, = VALUE, : STATE, s skip, n next authority, u undo, q stop > 2 decided; 2 still waiting.
    "#);
    // What was decided is not asked again until the letter is read anew.
    insta::assert_snapshot!(foi.run("review"), @"

    [1 of 2] FOI-G6GQ-MDXH  Cragdale County Council
    spend: How much money, in pounds sterling, did you spend on closing them in the financial year 2017/18?
      in body, line 3:
        Dear Ms Trevanion,
      > We hold the information that you ask for. However, we estimate that to locate and extract it would take more than 18
      > hours of staff time, which exceeds the appropriate limit. Under section 12(1) of the Freedom of Information Act 2000
        we therefore refuse your request.
        You may ask for an internal review of this decision.
        Cragdale County Council
      suggested: over cost limit (s12(1))  (95% sure; more hours than the Fees Regulations allow)
    a accept, = VALUE, : STATE, s skip, n next authority, u undo, q stop > 
    0 decided; 2 still waiting.
    ");
    foi.ends("verify", 0);
}

#[test]
fn what_a_person_decided_outlives_the_same_mail_and_a_newer_one() {
    let foi = Foi::answered();
    foi.all(&["assign 3 BIR"]);
    foi.typed("review", "= no\n");
    let decided = |foi: &Foi| {
        let cells = foi.export("school-streets").into_iter().find(|(name, _)| name == "cells.csv").unwrap().1;
        cells.lines().find(|line| line.starts_with("BIR,") && line.contains(",cameras,")).unwrap().to_owned()
    };
    let before = decided(&foi);
    assert!(before.contains("holly"), "{before}");
    foi.all(&["ingest school-streets mail/first", "ingest school-streets mail/later"]);
    assert_eq!(decided(&foi), before);
}

#[test]
fn a_corrected_reply_moves_the_finding() {
    let foi = Foi::answered();
    insta::assert_snapshot!(foi.run("findings --only streets_mean"), @"
    School streets for each council  (streets_mean)
      14            14 streets over 1 authority
        Rule: The mean of streets: all added up, over how many they are, among authorities with a usable
          answer to streets.
        Left out 3 of 4: not sent yet 1; no reply 1; streets: waits for a person 1.

    3 answers wait for a person and are in no figure: `foi review school-streets`.
    ");
    foi.all(&["ingest school-streets mail/later"]);
    insta::assert_snapshot!(foi.run("findings --only streets_mean"), @"
    School streets for each council  (streets_mean)
      41            41 streets over 1 authority
        Rule: The mean of streets: all added up, over how many they are, among authorities with a usable
          answer to streets.
        Left out 3 of 4: not sent yet 1; no reply 1; streets: waits for a person 1.

    3 answers wait for a person and are in no figure: `foi review school-streets`.
    ");
}

#[test]
fn a_report_an_export_and_a_sound_store_stand_at_the_end_of_the_road() {
    let foi = Foi::answered();
    foi.all(&["report"]);
    let page = foi.read("reports/school-streets.html");
    assert!(page.contains("School streets") && page.contains("23,750"), "the page shows title and words");
    assert!(!page.contains("http://") || !page.contains("<script"), "the page loads nothing");
    let files = foi.export("school-streets");
    let cells = &files.iter().find(|(name, _)| name == "cells.csv").unwrap().1;
    let columns = |line: &str| line.split(',').take(6).collect::<Vec<_>>().join(",");
    insta::assert_snapshot!(cells.lines().map(columns).collect::<Vec<_>>().join("\n"), @r#"
    authority,name,question,state,value,unit
    ASH,Ashdown District Council,streets,value,14,streets
    ASH,Ashdown District Council,spend,value,23750,GBP
    ASH,Ashdown District Council,cameras,value,true,
    BIR,Birchwood Borough Council,streets,no reply,,
    BIR,Birchwood Borough Council,spend,no reply,,
    BIR,Birchwood Borough Council,cameras,no reply,,
    CRA,Cragdale County Council,streets,unclear,,
    hours of staff time, which exceeds the appropriate limit.",body,more hours than the Fees Regulations allow,,
    CRA,Cragdale County Council,spend,unclear,,
    hours of staff time, which exceeds the appropriate limit.",body,more hours than the Fees Regulations allow,,
    CRA,Cragdale County Council,cameras,unclear,,
    hours of staff time, which exceeds the appropriate limit.",body,more hours than the Fees Regulations allow,,
    DUN,Dunmere Council,streets,no reply,,
    DUN,Dunmere Council,spend,no reply,,
    DUN,Dunmere Council,cameras,no reply,,
    "#);
    insta::assert_snapshot!(foi.run("verify"), @"4 requests with 6 events, 4 messages and 7 originals looked at; no difference.");
}
