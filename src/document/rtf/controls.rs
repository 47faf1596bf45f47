//! What control words mean: where the rest of a group goes, how the words after one are taken, what one ends, and
//! which stand for a character. Words that are not here mean nothing to a reader of text (RTF 1.9.1, appendix B lists all).

use super::charset::code_page_of;
use super::flow::Kind;
use super::state::Place;
use super::walk::{FormField, Walk};

impl Walk {
    /// Words that say where the rest of their group goes.
    pub(super) fn destination(&mut self, word: &str) -> bool {
        let place = match word {
            "fonttbl" => Place::Fonts,
            "stylesheet" => Place::Styles,
            "listtext" | "pntext" => Place::Label,
            "atnauthor" => Place::Author,
            "colortbl" | "info" | "pict" | "objdata" | "fldinst" | "sp" | "shprslt" | "nonshppict" | "themedata"
            | "datastore" | "colorschememapping" | "listtable" | "listoverridetable" | "rsidtbl" | "generator"
            | "xmlnstbl" | "latentstyles" | "nesttableprops" | "nonesttables" | "bkmkstart" | "bkmkend" | "pgptbl"
            | "revtbl" | "atnid" | "atnref" | "atndate" | "atntime" | "atnicn" | "ftnsep" | "ftnsepc" | "ftncn"
            | "aftnsep" | "aftnsepc" | "aftncn" | "filetbl" | "tc" | "xe" | "mmathPr" | "panose" | "falt"
            | "userprops" | "docvar" | "pnseclvl" | "pn" | "background" => Place::Nowhere,
            "header" | "headerl" | "headerr" | "headerf" => return self.open_flow(Kind::Header),
            "footer" | "footerl" | "footerr" | "footerf" => return self.open_flow(Kind::Footer),
            "footnote" => return self.open_flow(Kind::Footnote),
            "annotation" => return self.open_flow(Kind::Comment),
            "shptxt" | "dptxbxtext" => return self.open_flow(Kind::Shape),
            "shp" | "shpinst" | "do" | "result" | "fldrslt" | "ud" | "shpgrp" | "shppict" => return true,
            "field" => {
                self.state().is_field = true;
                return true;
            }
            "upr" => return true,
            _ => return false,
        };
        self.state().place = place;
        true
    }

    /// Words that change how the words after them are taken.
    pub(super) fn property(&mut self, word: &str, number: Option<i32>) -> bool {
        let on = number != Some(0);
        let given = number.unwrap_or(0);
        match word {
            "ansicpg" => self.code_page = if given == 0 { 1252 } else { given },
            "mac" => self.code_page = 10000,
            "uc" => self.state().fallback = usize::try_from(given.clamp(0, 16)).unwrap_or(1),
            "f" => self.state().font = given,
            "fcharset" => {
                let font = self.state().font;
                self.fonts.entry(font).or_default().code_page = code_page_of(given);
            }
            "v" => self.state().hidden = on,
            "deleted" => self.state().deleted = on,
            "plain" => self.state().plain_words(),
            "pard" => self.state().plain_paragraph(),
            "intbl" => self.state().in_table = true,
            "s" => self.state().style = given,
            "outlinelevel" => {
                let (place, style) = (self.state().place, self.state().style);
                if place == Place::Styles {
                    self.styles.entry(style).or_default().outline = number;
                } else {
                    self.state().outline = number;
                }
            }
            "fftype" => self.form = FormField { kind: given, ..FormField::default() },
            "ffres" => self.form.result = number,
            "ffdefres" => self.form.default = given,
            _ => return false,
        }
        true
    }

    /// Words that end paragraphs, cells and rows.
    pub(super) fn structure(&mut self, word: &str, number: Option<i32>) -> bool {
        if self.state().place != Place::Text {
            return matches!(word, "par" | "cell" | "row" | "tab" | "line");
        }
        match word {
            "par" | "sect" | "page" => self.paragraph(),
            "cell" => self.flow().end_cell(),
            "row" => self.flow().end_row(),
            "nestcell" => self.flow().words.push('\t'),
            "nestrow" => self.flow().words.push('\n'),
            "trowd" => {
                self.flow().edges.clear();
                self.flow().left = 0;
            }
            "trleft" => self.flow().left = number.unwrap_or(0),
            "cellx" => self.flow().edges.push(number.unwrap_or(0)),
            _ => return false,
        }
        true
    }
}

/// Words that stand for a character.
pub(super) fn shown(word: &str) -> Option<&'static str> {
    Some(match word {
        "tab" => "\t",
        "line" | "lbr" => "\n",
        "emdash" => "—",
        "endash" => "–",
        "lquote" => "‘",
        "rquote" => "’",
        "ldblquote" => "“",
        "rdblquote" => "”",
        "bullet" => "•",
        "emspace" | "enspace" | "qmspace" => " ",
        _ => return None,
    })
}
