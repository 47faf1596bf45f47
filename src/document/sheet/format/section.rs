//! One section of a format code, taken apart.

/// A piece of a section.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Piece {
    /// Shown as it is.
    Words(String),
    /// A place for a digit: `0`, `#` or `?`.
    Digit(char),
    Point,
    Comma,
    Percent,
    /// `E+` or `E-`; whether a plus is shown.
    Exponent(bool),
    /// The bar of a fraction.
    Bar,
    /// `yyyy`, `mm`: a letter and how often.
    Time(char, usize),
    /// `[h]`: time that is not cut at a day.
    Elapsed(char, usize),
    /// `AM/PM` or `A/P`.
    HalfDay(bool),
    /// `General` within a longer code.
    General,
    /// The cell's words.
    Text,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Section {
    pub(super) pieces: Vec<Piece>,
    condition: Option<(String, f64)>,
}

/// The sections of a code; `;` within quotation marks or after `\` parts nothing.
pub(super) fn split(code: &str) -> Vec<Section> {
    let mut parts = vec![String::new()];
    let mut quoted = false;
    let mut characters = code.chars();
    while let Some(c) = characters.next() {
        if c == ';' && !quoted {
            parts.push(String::new());
            continue;
        }
        quoted ^= c == '"';
        let Some(part) = parts.last_mut() else { break };
        part.push(c);
        if !quoted && matches!(c, '\\' | '_' | '*') {
            part.extend(characters.next());
        }
    }
    parts.iter().take(4).map(|part| Section::read(part)).collect()
}

impl Section {
    fn read(code: &str) -> Self {
        let characters: Vec<char> = code.chars().collect();
        let mut section = Self::default();
        let mut at = 0;
        while let Some(c) = characters.get(at).copied() {
            at += section.piece(c, characters.get(at..).unwrap_or_default()).max(1);
        }
        section
    }

    /// Takes one piece from the beginning of `rest`, whose first character is `c`; gives its length.
    fn piece(&mut self, c: char, rest: &[char]) -> usize {
        let starts = |word: &str| {
            rest.len() >= word.len()
                && rest.iter().zip(word.chars()).all(|(have, want)| have.eq_ignore_ascii_case(&want))
        };
        match c {
            '"' => {
                let inner: String = rest.iter().skip(1).take_while(|c| **c != '"').collect();
                let length = inner.chars().count() + 2;
                self.words(&inner);
                length
            }
            '\\' => {
                self.words(&rest.iter().skip(1).take(1).collect::<String>());
                2
            }
            // `_x` is a space as wide as x, `*x` fills the cell with x.
            '_' | '*' => 2,
            '[' => self.bracket(rest),
            '0' | '#' | '?' => self.add(Piece::Digit(c), 1),
            '.' => self.add(Piece::Point, 1),
            ',' => self.add(Piece::Comma, 1),
            '%' => self.add(Piece::Percent, 1),
            '@' => self.add(Piece::Text, 1),
            '/' if self.pieces.iter().any(|piece| matches!(piece, Piece::Digit(_))) => self.add(Piece::Bar, 1),
            'e' | 'E' if matches!(rest.get(1), Some('+' | '-')) => {
                self.add(Piece::Exponent(rest.get(1) == Some(&'+')), 2)
            }
            _ if starts("General") => self.add(Piece::General, 7),
            _ if starts("Standard") => self.add(Piece::General, 8),
            _ if starts("AM/PM") => self.add(Piece::HalfDay(true), 5),
            _ if starts("A/P") => self.add(Piece::HalfDay(false), 3),
            'd' | 'D' | 'm' | 'M' | 'y' | 'Y' | 'h' | 'H' | 's' | 'S' => {
                let letter = c.to_ascii_lowercase();
                let length = rest.iter().take_while(|next| next.eq_ignore_ascii_case(&letter)).count();
                self.add(Piece::Time(letter, length), length)
            }
            _ => {
                self.words(&c.to_string());
                1
            }
        }
    }

    /// `[Red]`, `[<5]`, `[$£-809]`, `[h]`.
    fn bracket(&mut self, rest: &[char]) -> usize {
        let inner: String = rest.iter().skip(1).take_while(|c| **c != ']').collect();
        let length = inner.chars().count() + 2;
        let lower = inner.to_ascii_lowercase();
        let letter = lower.chars().next().unwrap_or(' ');
        if let Some(currency) = inner.strip_prefix('$') {
            let sign = currency.rsplit_once('-').map_or(currency, |(sign, _)| sign);
            self.words(sign);
        } else if matches!(letter, 'h' | 'm' | 's') && lower.chars().all(|c| c == letter) {
            self.pieces.push(Piece::Elapsed(letter, lower.len()));
        } else if let Some(at) = inner.find(|c: char| c.is_ascii_digit() || c == '-' || c == '.') {
            let (sign, number) = inner.split_at(at);
            if let Some(number) =
                number.trim().parse().ok().filter(|_| ["<", "<=", ">", ">=", "=", "<>"].contains(&sign.trim()))
            {
                self.condition = Some((sign.trim().to_owned(), number));
            }
        }
        length
    }

    fn add(&mut self, piece: Piece, length: usize) -> usize {
        self.pieces.push(piece);
        length
    }

    fn words(&mut self, words: &str) {
        match self.pieces.last_mut() {
            Some(Piece::Words(before)) => before.push_str(words),
            _ => self.pieces.push(Piece::Words(words.to_owned())),
        }
    }

    pub(super) fn is_text(&self) -> bool {
        self.pieces.contains(&Piece::Text)
    }

    pub(super) fn is_date(&self) -> bool {
        self.pieces.iter().any(|piece| matches!(piece, Piece::Time(..) | Piece::Elapsed(..)))
    }

    /// A length of time rather than a moment.
    pub(super) fn is_span(&self) -> bool {
        self.pieces.iter().any(|piece| matches!(piece, Piece::Elapsed(..)))
    }

    pub(super) fn has_condition(&self) -> bool {
        self.condition.is_some()
    }

    pub(super) fn holds_for(&self, value: f64) -> bool {
        match &self.condition {
            None => true,
            Some((sign, than)) => match sign.as_str() {
                "<" => value < *than,
                "<=" => value <= *than,
                ">" => value > *than,
                ">=" => value >= *than,
                "=" => value == *than,
                _ => value != *than,
            },
        }
    }

    /// A section for numbers below nought or a bound below it shows its own sign.
    pub(super) fn drops_sign(&self) -> bool {
        matches!(&self.condition, Some((sign, than)) if sign.starts_with('<') && *than <= 0.0)
    }

    /// The section's words with the cell's own in their place.
    pub(super) fn around(&self, words: &str) -> String {
        self.pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text | Piece::General => words,
                Piece::Words(own) => own,
                _ => "",
            })
            .collect::<String>()
            .trim()
            .to_owned()
    }
}
