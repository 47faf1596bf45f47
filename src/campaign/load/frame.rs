//! `[frame]`: who is in, who is out and why.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::Spanned;

use super::Folder;
use crate::authority::rows::{self, Rows};
use crate::authority::table::{self, TableFault};
use crate::authority::{Authority, RowFault};
use crate::campaign::expression::{self, Expression, Scalar};
use crate::campaign::frame::{OWN_COLUMNS, column, column_kind};
use crate::campaign::section::{Section, inside};
use crate::campaign::{Advice, Fault, Found, Frame, LeftOut, Source, nearest};

/// The frame, and the names of its columns where its table could be read.
#[derive(Default)]
pub(super) struct Drawn {
    pub frame: Frame,
    pub columns: Option<Vec<String>>,
    /// How many it was drawn from at random.
    pub sample_of: Option<usize>,
}

pub(super) fn read(root: &Section, folder: &Folder, found: &mut Found) -> Drawn {
    if !root.has("frame") {
        root.missing(found, "frame", "say who is asked: [frame] with authorities = \"frame.csv\"");
    }
    let Some(section) = root.section(found, "frame", "[frame]") else { return Drawn::default() };
    section.refuse_others(found, &["authorities", "where", "leave_out", "sample_of"]);
    let table = authorities(&section, folder, found);
    let columns = table.as_ref().map(|table| {
        OWN_COLUMNS.into_iter().map(str::to_owned).chain(table.rows.variables.iter().cloned()).collect::<Vec<_>>()
    });
    let listed = table.as_ref().map(|table| table.rows.authorities.as_slice()).unwrap_or_default();
    let condition = condition(&section, listed, columns.as_deref(), found);
    let whole = table.as_ref().is_some_and(|table| table.whole);
    let mut reasons = left_out_by_name(&section, whole.then_some(listed), found);
    let Some(table) = table else { return Drawn::default() };
    let mut frame = Frame::default();
    for authority in table.rows.authorities {
        let reason = reasons.remove(&authority.code.0).or_else(|| out_by(condition.as_ref(), &authority));
        match reason {
            Some(reason) => frame.left_out.push(LeftOut { code: authority.code, name: authority.name, reason }),
            None => frame.members.push(authority),
        }
    }
    if frame.members.is_empty() && whole {
        empty(&section, &frame, &table.source, table.header, found);
    } else {
        advise_on_addresses(&frame, &table.source, found);
    }
    let sample_of = sample_of(&section, frame.members.len(), found);
    Drawn { frame, columns, sample_of }
}

/// `sample_of`: of how many the frame is a random sample.
fn sample_of(section: &Section, drawn: usize, found: &mut Found) -> Option<usize> {
    let population = section.whole(found, "sample_of", 1, 100_000_000)? as usize;
    if population < drawn {
        let message = format!("the frame has {drawn} authorities, and is a sample of {population}");
        let help = "say of how many authorities the frame was drawn at random; a census leaves `sample_of` out";
        section.fault(found, section.value_span("sample_of"), message, "fewer than it has", help);
        return None;
    }
    Some(population)
}

/// The table of authorities as far as it could be read.
struct Listed {
    rows: Rows,
    source: Source,
    /// Where its header stands.
    header: Range<usize>,
    /// It has no fault.
    whole: bool,
}

fn empty(section: &Section, frame: &Frame, source: &Source, header: Range<usize>, found: &mut Found) {
    if frame.left_out.is_empty() {
        let help = "one line an authority under this header: its code, its name, its kind, region and e-mail address";
        found.faults.push(Fault::new(source, header, "nobody is asked yet", "add authorities below", help));
    } else {
        let message = format!("nobody is asked: all {} authorities are left out", frame.left_out.len());
        let span = if section.has("where") { section.key_span("where") } else { section.span() };
        section.fault(found, span, message, "by this", "`foi frame` says for each why");
    }
}

fn advise_on_addresses(frame: &Frame, source: &Source, found: &mut Found) {
    let without = frame.members.iter().filter(|authority| authority.email.is_empty()).count();
    if without > 0 {
        let message = format!(
            "{without} of {} authorities have no e-mail address: their letters can be previewed and are not sent",
            frame.members.len()
        );
        found.advice.push(Advice::new(source, 0, message));
    }
}

/// The table that `authorities` names: a file of the folder, or the workspace's directory.
fn authorities(section: &Section, folder: &Folder, found: &mut Found) -> Option<Listed> {
    let help = "the table of authorities in this folder: authorities = \"frame.csv\"; or \"directory\" for all that the workspace holds";
    let named = section.required_line(found, "authorities", help)?;
    let path = match named.get_ref().as_str() {
        "directory" => folder.around.directory.clone().filter(|path| path.is_file()).or_else(|| {
            let help = "`foi authority import FILE` fills it";
            section.fault(found, named.span(), "this workspace has no directory of authorities", "this", help);
            None
        })?,
        file => within(section, folder, &Spanned::new(named.span(), file.to_owned()), found)?,
    };
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(cause) => {
            section.fault(
                found,
                named.span(),
                format!("`{}` cannot be read: {cause}", folder.shown(&path)),
                "this",
                help,
            );
            return None;
        }
    };
    let table = match table::read(&bytes) {
        Ok(table) => table,
        Err(fault) => {
            found.faults.push(table_fault(&folder.shown(&path), &fault));
            return None;
        }
    };
    let source = Source::new(folder.shown(&path), table.text.clone());
    if let Some(encoding) = table.taken_for {
        found.advice.push(Advice::new(&source, 0, format!("this file is not UTF-8 and was read as {encoding}")));
    }
    let start = table.header.first().map_or(0, |field| field.span.start);
    let header = start..table.header.last().map_or(start, |field| field.span.end);
    let (rows, faults) = rows::draft(&table);
    let whole = faults.is_empty();
    found.faults.extend(faults.into_iter().map(|fault| row_fault(&source, fault)));
    Some(Listed { rows, source, header, whole })
}

/// A fault of a table's cell as a fault of its file.
pub fn row_fault(source: &Source, fault: RowFault) -> Fault {
    Fault::new(source, fault.span, fault.message, fault.label, fault.help)
}

/// A file that is no table, as a fault of that file.
pub fn table_fault(path: &str, fault: &TableFault) -> Fault {
    let message = fault.to_string();
    match fault {
        TableFault::OpenQuote { text, at } => {
            let line = text.get(*at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |end| at + end);
            Fault::new(
                &Source::new(path, text.as_str()),
                *at..line,
                message,
                "opens here",
                "close it, or write two for one that is part of the text",
            )
        }
        TableFault::Empty { text } => {
            let help = "the first line names the columns: code,name,kind,region,email";
            Fault::new(&Source::new(path, text.as_str()), 0..0, message, "here", help)
        }
        TableFault::Binary => {
            Fault::new(&Source::new(path, ""), 0..0, message, "here", "save the spreadsheet as CSV (UTF-8)")
        }
    }
}

/// A file named in the campaign, which must lie within its folder.
pub(super) fn within(
    section: &Section,
    folder: &Folder,
    named: &Spanned<String>,
    found: &mut Found,
) -> Option<PathBuf> {
    let path = folder.path.join(named.get_ref());
    let plain = Path::new(named.get_ref()).components().all(|part| matches!(part, std::path::Component::Normal(_)));
    // A link may lead out although the name does not.
    let real = path.canonicalize().ok();
    let inside =
        real.as_ref().is_none_or(|real| folder.path.canonicalize().is_ok_and(|folder| real.starts_with(folder)));
    if !plain || !inside {
        let message = format!("`{}` lies outside the campaign's folder", named.get_ref());
        section.fault(
            found,
            named.span(),
            message,
            "this",
            "copy the file into the folder, so that the campaign is whole in one place",
        );
        return None;
    }
    if !path.is_file() {
        let message = format!("there is no file `{}`", folder.shown(&path));
        section.fault(found, named.span(), message, "named here", "put the file there, or mend the name");
        return None;
    }
    Some(path)
}

fn condition(
    section: &Section,
    authorities: &[Authority],
    columns: Option<&[String]>,
    found: &mut Found,
) -> Option<Expression> {
    let written = section.line(found, "where", "a condition, as in \"kind = 'acute'\", or take the line out")?;
    let expression = match expression::parse(written.get_ref()) {
        Ok(expression) => expression,
        Err(fault) => {
            section.fault(found, inside(section.source, &written, fault.span), fault.message, "here", fault.help);
            return None;
        }
    };
    // A table that is not there has a fault of its own.
    let columns = columns?;
    let before = found.faults.len();
    for name in expression.names() {
        let help = if name.aspect.of_answers_alone() {
            "answers are not known when the frame is drawn".to_owned()
        } else if columns.contains(&name.word) {
            continue;
        } else {
            match nearest(&name.word, columns.iter().map(String::as_str)) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("the columns are: {}; text stands in 'single quotes'", columns.join(", ")),
            }
        };
        let message = format!("`{}` is no column of the frame", name.word);
        section.fault(found, inside(section.source, &written, name.span.clone()), message, "not known here", help);
    }
    if found.faults.len() > before {
        return None;
    }
    let (_, faults) = expression.check(&|name| column_kind(authorities, &name.word));
    for fault in faults {
        section.fault(found, inside(section.source, &written, fault.span), fault.message, "here", fault.help);
    }
    (found.faults.len() == before).then_some(expression)
}

/// Why the condition leaves an authority out, with what it looked at.
fn out_by(condition: Option<&Expression>, authority: &Authority) -> Option<String> {
    let condition = condition?;
    let looked_at = |name: &expression::Name| match column(authority, name) {
        None => format!("{} is blank", name.word),
        Some(Scalar::Text(text)) => format!("{} is '{text}'", name.word),
        Some(Scalar::Number(number)) => format!("{} is {number}", name.word),
        Some(Scalar::YesNo(_) | Scalar::Date(_)) => name.word.clone(),
    };
    match condition.holds(&|name| column(authority, name)) {
        Some(true) => None,
        Some(false) | None => {
            let mut values: Vec<String> = condition.names().iter().map(looked_at).collect();
            values.dedup();
            Some(format!("does not meet `{condition}`: {}", values.join(", ")))
        }
    }
}

/// `leave_out`: named ones with their reasons, by code.
fn left_out_by_name(
    section: &Section,
    authorities: Option<&[Authority]>,
    found: &mut Found,
) -> std::collections::BTreeMap<String, String> {
    let mut reasons = std::collections::BTreeMap::new();
    for left in section.sections(found, "leave_out", "this entry of `leave_out`") {
        left.refuse_others(found, &["code", "reason"]);
        let code = left.required_line(found, "code", "whom: { code = \"X1\", reason = \"...\" }");
        let reason = left.required_line(found, "reason", "why: the report will say it");
        let Some(code) = code else { continue };
        if let Some(authorities) = authorities
            && !authorities.iter().any(|authority| authority.code.0 == *code.get_ref())
        {
            let help = match nearest(code.get_ref(), authorities.iter().map(|authority| authority.code.0.as_str())) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "only who is in the table can be left out: take the entry out, or add the authority".into(),
            };
            left.fault(
                found,
                code.span(),
                format!("`leave_out` names `{}`, who is not in the table", code.get_ref()),
                "this",
                help,
            );
        }
        if let Some(reason) = reason
            && reasons.insert(code.get_ref().clone(), reason.into_inner()).is_some()
        {
            left.fault(
                found,
                code.span(),
                format!("`{}` is left out twice", code.get_ref()),
                "here again",
                "one reason is enough",
            );
        }
    }
    reasons
}
