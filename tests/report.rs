//! The report: its data, its page, and what a hostile ledger cannot do to it.

#![allow(clippy::unwrap_used, reason = "what is not as it should be fails the test")]

mod ledger_table;

use std::fmt::Write;
use std::path::Path;

use foi::campaign::{Campaign, FindingRule, Measure, Observation, Question};
use foi::findings::{Wave, change, compute, nonresponse};
use foi::ledger::{Coverage, Decision, Ledger};
use foi::report::{Page, Source, Templates, html, markdown};
use serde::Deserialize;

#[derive(Deserialize)]
struct File {
    question: Vec<Question>,
    observation: Vec<Observation>,
    finding: Vec<toml::Table>,
}

fn file() -> File {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/report/campaign.toml");
    let source = std::fs::read_to_string(path).expect("the campaign of these tests");
    toml::from_str(&source).expect("a table of questions and findings")
}

fn rule(table: &toml::Table) -> FindingRule {
    let text = |key: &str| table.get(key).and_then(toml::Value::as_str).map(str::to_owned);
    let measure = if let Some(share) = text("share") {
        Measure::Share(share)
    } else if let Some(count) = text("count") {
        Measure::Count(count)
    } else if let Some(mean) = text("mean") {
        Measure::Mean(mean)
    } else if let Some(range) = text("range") {
        Measure::Range(range)
    } else {
        Measure::Ratio("sum(staff)".to_owned(), "sum(qualified)".to_owned())
    };
    let (id, title) = (text("id").expect("an id"), text("title").expect("a title"));
    FindingRule { id, title, measure, among: text("among"), by: text("by"), bands: Vec::new() }
}

/// Shows `see` the source of a report over `table`.
fn with_report<T>(
    table: &str,
    alter: impl FnOnce(&mut Campaign, &mut Ledger),
    see: impl FnOnce(&Source<'_>) -> T,
) -> T {
    let file = file();
    let mut ledger = ledger_table::ledger(table, &file.question, &file.observation);
    let rules = file.finding.iter().map(rule).collect();
    let mut campaign = ledger_table::campaign(file.question, file.observation, rules, &ledger);
    alter(&mut campaign, &mut ledger);
    let findings = compute(&campaign.findings, &campaign.questions, &campaign.observations, &ledger).expect("findings");
    let coverage = Coverage::of(&ledger);
    see(&Source {
        campaign: &campaign,
        ledger: &ledger,
        findings: &findings,
        coverage: &coverage,
        law: "Freedom of Information Act 2000",
        reader: "foi 0.1.0",
        audit: foi::ledger::Audit::of(0, 0, 0),
        agreement: &[],
        nonresponse: &nonresponse(&ledger),
        waves: None,
        waves_kept: None,
        calendar: "Bank holidays: those built in, to 2027-12-31.",
        decisions: &[],
        templates: &Templates::default(),
    })
}

/// An invented frame of `count` authorities with answers of every kind, the same each time.
fn many(count: u32) -> String {
    let mut table = String::from(
        "code | name | region | kind | disposition | replied | exemptions | staff | qualified | spend | ig_passed | in_training\n",
    );
    let mut state = 20_180_820_u64;
    let mut next = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let places =
        ["Ashfield", "Larkmere", "Quillford", "Thornbeck", "Wyvern Vale", "Saltmarsh", "Dunnock", "Ferrybridge"];
    let regions = ["North", "Midlands and East", "London", "South"];
    let kinds = ["acute", "mental health", "community", "ambulance"];
    for at in 0..count {
        let staff = 600 + (next(90) * next(130)) + next(400);
        let disposition = match next(100) {
            0..52 => "full",
            52..63 => "partial",
            63..68 => "refused",
            68..71 => "not_held",
            71..73 => "after_close",
            73..76 => "waiting",
            76 => "not_delivered",
            77 => "unclear",
            _ => "no_reply",
        };
        let answered = matches!(disposition, "full" | "partial");
        let day = jiff::civil::date(2018, 8, 20)
            .checked_add(jiff::Span::new().days(8 + (next(20) + next(14) * next(5)) as i64))
            .expect("a day");
        let replied = if matches!(disposition, "full" | "partial" | "refused" | "not_held") {
            day.to_string()
        } else {
            String::new()
        };
        let pick = |share: u64, some: String, other: &str| if share < 8 { other.to_owned() } else { some };
        let qualified = match next(10) {
            0..2 => "0".to_owned(),
            2 => "<5".to_owned(),
            _ => (next(4) + staff * next(3) / 9_000).to_string(),
        };
        let qualified = pick(next(100), qualified, "? 3");
        let spend = match next(12) {
            0..3 => "0".to_owned(),
            3 => format!("~{}", (next(60) + 1) * 500),
            4 => "exempt".to_owned(),
            5 => "not held".to_owned(),
            6 => "over cost limit".to_owned(),
            _ => (238 + next(40) * next(30) * next(20) * next(5) + next(1_900)).to_string(),
        };
        let passed =
            format!("{}.{}", 100 - next(12) * next(5), if next(2) == 0 { 0 } else { 5 }).replace("100.5", "100");
        let training = if next(3) == 0 { "yes" } else { "" };
        let cells = if answered {
            [staff.to_string(), qualified, spend, passed, training.to_owned()]
        } else {
            Default::default()
        };
        let exempt = if disposition == "refused" || cells[2] == "exempt" {
            ["s31(1)(a)", "s31(1)(a) s43(2)", "s12"][next(3) as usize]
        } else {
            ""
        };
        let _ = writeln!(
            table,
            "R{at:02} | {} {} NHS Trust | {} | {} | {disposition} | {replied} | {exempt} | {}",
            places[next(8) as usize],
            at + 1,
            regions[next(4) as usize],
            kinds[(next(4) * next(2)) as usize],
            cells.join(" | ")
        );
    }
    table
}

#[test]
fn a_report_of_226_authorities_is_one_quiet_file() {
    with_report(
        &many(226),
        |_, _| {},
        |source| {
            let started = std::time::Instant::now();
            let page = html(source).expect("a page");
            println!("{} bytes in {:?}", page.len(), started.elapsed());
            std::fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join("report.html"), &page)
                .expect("somewhere to look at it");
            assert_eq!(page, html(source).expect("a page"), "the same bytes for the same ledger");
            for outside in ["http:", "https:", "<script", "@import", "url("] {
                assert!(!page.contains(outside), "nothing from outside: {outside}");
            }
            for plot in [
                "flow",
                "response-times",
                "replied-region",
                "items",
                "spread-spend",
                "scatter-spend",
                "by-ig_by_region",
            ] {
                assert!(page.contains(&format!("id=\"{plot}\"")), "{plot} is drawn");
            }
        },
    );
}

const SMALL: &str = "
    code | name          | region | disposition | staff | qualified | spend    | ig_passed | in_training
    AA1  | Ashfield      | North  | full        | 3,000 | 0         | 1000     | 96        | yes
    AA2  | Larkmere      | North  | full        | 4,000 | <5        | ~2500    | >90       |
    AA3  | Quillford     | South  | partial     | 5,000 | 12        | not held | ? 80      |
    AA4  | Thornbeck     | South  | no_reply    |       |           |          |           |
";

#[test]
fn the_page_s_data_says_what_each_figure_is_of() {
    with_report(
        SMALL,
        |_, _| {},
        |source| {
            let page = serde_json::to_value(Page::of(source)).expect("JSON");
            insta::assert_snapshot!(page["headline"].as_str().unwrap_or_default(), @"Of 4 authorities asked under the Freedom of Information Act 2000 from 20 August 2018, 3 (75%) had answered by 27 November 2018; 3 gave all or part of the information.");
            insta::assert_json_snapshot!(page["asked"], @r##"
            [
              {
                "question": "Of what?",
                "answer": "A census: 4 authorities, the whole of the frame. 3 answered in full or in part. No figure fills in for those who gave no answer: each says of how many it is, and who is left out.",
                "href": "#methods",
                "more": "Methods"
              },
              {
                "question": "Who is missing?",
                "answer": "1 of 4: 1 no reply. What tells them most from those who answered is region (Cramér's V 0.58, large).",
                "href": "#missing",
                "more": "Who is missing"
              },
              {
                "question": "How sure is the reading?",
                "answer": "Of 12 settled answers the program read 12 alone (100%); nobody has audited those yet. Of the answers it found, 1 waits for a person and is in no figure.",
                "href": "#methods",
                "more": "Methods"
              },
              {
                "question": "What was changed by hand?",
                "answer": "Nothing.",
                "href": "#by-hand",
                "more": "What was changed by hand"
              }
            ]
            "##);
            insta::assert_json_snapshot!(page["cards"][1], @r##"
            {
              "title": "Trusts with no qualified staff",
              "value": "50%",
              "of": "1 of 2 authorities with a usable answer to `qualified`",
              "out": "2 of 4 left out",
              "groups": "",
              "bounds": "between 33.3% and 66.7%, whatever the 1 answer given as a bound or an approximation is",
              "interval": "",
              "href": "#f-qualified_none",
              "is_long": false
            }
            "##);
            let mut finding = page["findings"][1].clone();
            // The rows' columns are in the next snapshot; here it is the figure.
            finding["rows"] = serde_json::Value::Null;
            insta::assert_json_snapshot!(finding, @r##"
            {
              "anchor": "f-qualified_none",
              "title": "Trusts with no qualified staff",
              "value": "50%",
              "of": "1 of 2 authorities with a usable answer to `qualified`",
              "why_none": "",
              "bounds": "between 33.3% and 66.7%, whatever the 1 answer given as a bound or an approximation is",
              "if_settled": "",
              "if_answered": "between 25% and 75%, whatever the 2 authorities that gave no usable answer would have said",
              "interval": "",
              "sentence": "The share for which `qualified = 0` holds, among authorities with a usable answer to `qualified`.",
              "written": "share = \"qualified = 0\"",
              "note": "A census: the whole frame is asked, so there is no sampling interval.",
              "left_out_text": "2 of 4: no reply 1; qualified: given as a bound that does not decide it 1",
              "left_out": [
                {
                  "reason": "no reply",
                  "count": "1",
                  "authorities": [
                    {
                      "name": "Thornbeck",
                      "href": "#a-AA4"
                    }
                  ]
                },
                {
                  "reason": "qualified: given as a bound that does not decide it",
                  "count": "1",
                  "authorities": [
                    {
                      "name": "Larkmere",
                      "href": "#a-AA2"
                    }
                  ]
                }
              ],
              "columns": [
                "qualified"
              ],
              "rows": null,
              "tells_counted": true,
              "groups": [],
              "plot": null
            }
            "##);
            insta::assert_json_snapshot!(page["findings"][1]["rows"][1], @r##"
            {
              "name": "Quillford",
              "code": "AA3",
              "href": "#a-AA3",
              "counted": false,
              "cells": [
                {
                  "says": "12",
                  "state": "value",
                  "settled_by": "reader",
                  "confidence": "99.5%",
                  "words": "Answer: 12",
                  "place": "body, line 7",
                  "original": "b2866ef626d6d826080040313f39dcfeec8b38e68bb23e6586d944f9f5f0146d",
                  "original_short": "b2866ef6"
                }
              ]
            }
            "##);
            insta::assert_json_snapshot!(page["entries"][2]["told"][3], @r#"
            {
              "question": "ig_passed",
              "says": "waits for a person; the reader suggests 80%",
              "state": "unclear",
              "settled_by": "",
              "confidence": "",
              "words": "Answer: 80",
              "place": "body, line 7",
              "original": "b2866ef626d6d826080040313f39dcfeec8b38e68bb23e6586d944f9f5f0146d",
              "original_short": "b2866ef6"
            }
            "#);
            insta::assert_json_snapshot!(page["methods"]["facts"], @r#"
            [
              {
                "name": "Asked under",
                "value": "Freedom of Information Act 2000",
                "of": "clock of the regime uk-foia"
              },
              {
                "name": "Working days",
                "value": "Bank holidays: those built in, to 2027-12-31.",
                "of": ""
              },
              {
                "name": "Asked by",
                "value": "Holly Trevanion, Larkspur Research",
                "of": ""
              },
              {
                "name": "Opened",
                "value": "20 August 2018",
                "of": ""
              },
              {
                "name": "Closing date",
                "value": "27 November 2018; what came later is kept and stands outside every figure",
                "of": ""
              },
              {
                "name": "State of the ledger",
                "value": "3 December 2018",
                "of": ""
              },
              {
                "name": "Frame",
                "value": "4 authorities, the whole of it asked: a census, no sample and no sampling intervals",
                "of": ""
              },
              {
                "name": "Replied",
                "value": "75%",
                "of": "3 of 4: an answer of any outcome by the closing date, of the frame"
              },
              {
                "name": "Response rate RR1 (AAPOR)",
                "value": "50%",
                "of": "2 of 4: answered in full, of the frame without those that hold none of it or passed the request on"
              },
              {
                "name": "Response rate RR2 (AAPOR)",
                "value": "75%",
                "of": "3 of 4: answered in full or in part, of the same"
              },
              {
                "name": "Late",
                "value": "0%",
                "of": "0 of 3: answers that came after their due date, of those that had one"
              },
              {
                "name": "Days to an answer",
                "value": "21",
                "of": "median of 3 answers, in calendar days from the letter"
              },
              {
                "name": "Read with",
                "value": "foi 0.1.0",
                "of": ""
              },
              {
                "name": "Settled by the reader alone",
                "value": "100%",
                "of": "12 of 12: answers, of all that are settled"
              },
              {
                "name": "Waiting for a person",
                "value": "1",
                "of": "answers that the reader found and did not dare to settle; in no figure"
              },
              {
                "name": "Audited",
                "value": "not audited yet",
                "of": "a random sample of the 0 that the reader settled alone, checked against the letters; exact interval (Clopper and Pearson), as if the answers were endless many"
              }
            ]
            "#);
        },
    );
}

#[test]
fn nothing_hostile_in_any_field_comes_alive() {
    const EVIL: &str = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'`{{ 7*7 }}{% raw %}&amp;=cmd";
    let taint = |campaign: &mut Campaign, ledger: &mut Ledger| {
        campaign.title = EVIL.to_owned();
        campaign.name = EVIL.to_owned();
        campaign.requester.organisation = Some(EVIL.to_owned());
        for question in &mut campaign.questions {
            question.asks = EVIL.to_owned();
            question.unit = Some(EVIL.to_owned());
        }
        for rule in &mut campaign.findings {
            rule.title = EVIL.to_owned();
            rule.id = format!("{EVIL}{}", rule.id);
        }
        campaign.frame.left_out[0].reason = EVIL.to_owned();
        for row in &mut ledger.rows {
            row.authority.name = EVIL.to_owned();
            row.authority.code.0.push_str(EVIL);
            row.authority.region.push_str(EVIL);
            row.exemptions = vec![EVIL.to_owned()];
            row.due_reason = EVIL.to_owned();
            for cell in &mut row.cells {
                if let Some(settled) = &mut cell.settled {
                    settled.by = foi::ledger::Coder::Person(EVIL.to_owned());
                    if let Some(evidence) = &mut settled.evidence {
                        evidence.words = EVIL.repeat(400);
                        evidence.document = EVIL.to_owned();
                    }
                    if settled.answer.value.is_none() {
                        settled.answer.value = Some(foi::ledger::Value::Text(EVIL.to_owned()));
                    }
                }
            }
        }
    };
    with_report(&many(40), taint, |source| {
        let page = html(source).expect("a page");
        std::fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join("hostile.html"), &page)
            .expect("somewhere to look at it");
        assert!(page.contains("&lt;script&gt;alert(1)"), "it is shown, as text");
        assert!(!page.contains("<script") && !page.contains("<img"), "and is no element");
        let tree = scraper::Html::parse_document(&page);
        let known = ["id", "class", "href", "style"];
        for element in tree.select(&scraper::Selector::parse("*").expect("a selector")) {
            let value = element.value();
            assert!(
                !matches!(value.name(), "script" | "img" | "iframe" | "object" | "embed" | "base"),
                "{}",
                value.name()
            );
            for (name, text) in value.attrs() {
                assert!(!name.starts_with("on"), "{} has {name}", value.name());
                assert!(
                    !known.contains(&name) || !text.contains(['<', '>', '"', ' ']) || name == "class",
                    "{name}={text}"
                );
            }
            if let Some(href) = value.attr("href") {
                assert!(href.starts_with('#') || href == "data:,", "{href}");
            }
        }
        let mut ids: Vec<&str> = tree
            .select(&scraper::Selector::parse("[id]").expect("a selector"))
            .filter_map(|element| element.value().attr("id"))
            .collect();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count, "no id stands twice");
        for element in tree.select(&scraper::Selector::parse("a[href]").expect("a selector")) {
            let anchor = element.value().attr("href").unwrap_or_default().trim_start_matches('#');
            assert!(anchor.is_empty() || ids.binary_search(&anchor).is_ok(), "#{anchor} leads somewhere");
        }
    });
}

#[test]
fn an_empty_frame_has_a_page_too() {
    with_report(
        "code | staff",
        |_, _| {},
        |source| {
            let page = html(source).expect("a page");
            assert!(page.contains("no authority has a usable answer"));
        },
    );
}

#[test]
fn the_markdown_says_the_same_and_nothing_in_a_field_is_a_mark() {
    with_report(
        SMALL,
        |campaign, ledger| {
            campaign.findings[1].title = "*None* | [x](y) <b>".to_owned();
            ledger.rows[3].authority.name = "_Thorn_\nbeck".to_owned();
        },
        |source| {
            let text = markdown(source).expect("a text");
            let row = text.lines().find(|line| line.contains("None")).expect("the finding's row");
            insta::assert_snapshot!(row, @r"| \*None\* \| \[x\](y) &lt;b\> | **50%** | 1 of 2 authorities with a usable answer to `qualified`; 2 of 4 left out | between 33.3% and 66.7%, whatever the 1 answer given as a bound or an approximation is |");
            assert!(text.contains(r"No answer at all, no reply (1): \_Thorn\_ beck."), "{text}");
            assert!(text.contains("- Rule: The share for which `qualified = 0` holds"), "{text}");
            assert!(text.contains("- Rows behind it: AA1, AA3"), "{text}");
        },
    );
}

#[test]
fn a_campaign_s_own_template_takes_the_place_of_the_built_in_one_and_is_named_where_it_is_broken() {
    with_report(
        SMALL,
        |campaign, _| campaign.title = "Staff <b>".to_owned(),
        |source| {
            let mut templates = Templates::default();
            templates.offer(
                "methods.html",
                "campaigns/x/templates/report/methods.html",
                "<p>How: {{ title }} {% include \"more.html\" %}</p>",
            );
            templates.offer("more.html", "templates/report/more.html", "of {{ methods.wordings | length }}");
            templates.offer(
                "methods.html",
                "templates/report/methods.html",
                "the workspace's comes after the campaign's",
            );
            let page = html(&Source { templates: &templates, ..*source }).expect("a page");
            assert!(page.contains("<p>How: Staff &lt;b&gt; of 4</p>"), "its own words, and still escaped");

            let mut broken = Templates::default();
            broken.offer("methods.html", "campaigns/x/templates/report/methods.html", "{{ methods.fact }} {% if %}");
            let fault = html(&Source { templates: &broken, ..*source }).expect_err("no page").to_string();
            assert!(fault.starts_with("campaigns/x/templates/report/methods.html: "), "{fault}");
        },
    );
}

/// A wave before that of `source`: two authorities that have since merged, another wording, every figure a little lower.
fn earlier(source: &Source<'_>) -> (Ledger, Campaign) {
    let (mut ledger, mut campaign) = (source.ledger.clone(), source.campaign.clone());
    campaign.title = "The same, two years before".to_owned();
    campaign.opens = jiff::civil::date(2016, 8, 22);
    campaign.questions[0].asks = "How many staff did the Trust employ?".to_owned();
    let first = source.ledger.rows[0].authority.code.clone();
    let mut gone = ledger.rows[1].clone();
    gone.authority.code = foi::authority::Code("OLD1".to_owned());
    gone.authority.successors = vec![first];
    ledger.rows.push(gone);
    for settled in ledger.rows.iter_mut().flat_map(|row| &mut row.cells).filter_map(|cell| cell.settled.as_mut()) {
        if let Some(foi::ledger::Value::Number(number)) = &mut settled.answer.value {
            *number = (*number * 0.9).floor();
        }
    }
    (ledger, campaign)
}

/// What stands in the way of a look with a real browser; `None` where nothing does.
fn no_browser() -> Option<String> {
    let runs =
        |program: &str| std::process::Command::new(program).arg("--version").output().is_ok_and(|o| o.status.success());
    let tools = tools();
    if !runs("node") {
        return Some("node is not installed".to_owned());
    }
    if !runs("chromium") {
        return Some("chromium is not installed".to_owned());
    }
    (!tools.join("node_modules/axe-core").is_dir() || !tools.join("node_modules/playwright-core").is_dir())
        .then(|| format!("axe-core and playwright-core are not in {} (`.ci/run` puts them there)", tools.display()))
}

/// Where `.ci/run` puts the browser's driver and axe-core, or `FOI_PAGE_TOOLS` says that they are.
fn tools() -> std::path::PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/page-tools");
    std::env::var_os("FOI_PAGE_TOOLS").map_or(own, Into::into)
}

#[test]
fn a_browser_finds_nothing_to_load_no_error_and_no_barrier() {
    if let Some(why) = no_browser() {
        println!("skipped: {why}");
        return;
    }
    with_report(
        &many(60),
        |_, _| {},
        |source| {
            let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("looked-at.html");
            let (older, asked) = earlier(source);
            let waves = change(
                Wave { campaign: &asked, ledger: &older },
                Wave { campaign: source.campaign, ledger: source.ledger },
                &[],
            )
            .expect("a change");
            let decided = |what: &str| Decision {
                on: jiff::civil::date(2018, 9, 3),
                by: "Holly Trevanion".to_owned(),
                authority: source.ledger.rows[0].authority.code.clone(),
                what: what.to_owned(),
            };
            let decisions =
                [decided("qualified: settled as value, 3"), decided("a message assigned to this request: full")];
            let source = &Source { waves: Some(&waves), decisions: &decisions, ..*source };
            std::fs::write(&path, html(source).expect("a page")).expect("somewhere to look at it");
            let looked = std::process::Command::new("node")
                .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/report/look.js"))
                .arg(tools())
                .arg(&path)
                .output()
                .expect("node");
            let said = String::from_utf8_lossy(&looked.stdout);
            println!("{said}{}", String::from_utf8_lossy(&looked.stderr));
            assert!(looked.status.success(), "{said}");
        },
    );
}
