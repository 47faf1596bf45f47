//! Bytes to the tokens of RTF.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    Open,
    Close,
    /// `\par`, `\u8211`: a word and its number.
    Word(&'a str, Option<i32>),
    /// `\~`: a symbol.
    Symbol(u8),
    /// `\'a3`: a byte in the font's code page.
    Byte(u8),
    /// Words as they stand.
    Words(&'a [u8]),
}

pub(super) struct Lexer<'a>(pub(super) &'a [u8]);

impl<'a> Lexer<'a> {
    fn taken(&mut self, length: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(length.min(self.0.len()));
        self.0 = rest;
        taken
    }

    /// Passes over raw data (`\bin`).
    pub(super) fn pass(&mut self, length: usize) {
        self.taken(length);
    }

    fn control(&mut self) -> Option<Token<'a>> {
        let first = *self.0.first()?;
        if !first.is_ascii_alphabetic() {
            self.taken(1);
            if first != b'\'' {
                return Some(Token::Symbol(first));
            }
            let digits = self.taken(2);
            let byte = std::str::from_utf8(digits).ok().and_then(|hex| u8::from_str_radix(hex, 16).ok());
            return Some(byte.map_or(Token::Symbol(b'\''), Token::Byte));
        }
        let length = self.0.iter().take(40).take_while(|byte| byte.is_ascii_alphabetic()).count();
        let word = std::str::from_utf8(self.taken(length)).unwrap_or_default();
        let negative = usize::from(self.0.first() == Some(&b'-'));
        let digits = self.0.iter().skip(negative).take(10).take_while(|byte| byte.is_ascii_digit()).count();
        let number = if digits > 0 {
            let text = std::str::from_utf8(self.taken(negative + digits)).unwrap_or_default();
            Some(text.parse().unwrap_or(if negative == 1 { i32::MIN } else { i32::MAX }))
        } else {
            None
        };
        if self.0.first() == Some(&b' ') {
            self.taken(1);
        }
        Some(Token::Word(word, number))
    }
}

impl<'a> Iterator for Lexer<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        while matches!(self.0.first(), Some(b'\r' | b'\n' | 0)) {
            self.taken(1);
        }
        match self.0.first()? {
            b'{' => {
                self.taken(1);
                Some(Token::Open)
            }
            b'}' => {
                self.taken(1);
                Some(Token::Close)
            }
            b'\\' => {
                self.taken(1);
                self.control()
            }
            _ => {
                let length =
                    self.0.iter().take_while(|byte| !matches!(byte, b'{' | b'}' | b'\\' | b'\r' | b'\n' | 0)).count();
                Some(Token::Words(self.taken(length)))
            }
        }
    }
}
