//! A figure in words, always with what it is a figure of. Screens and pages print these, not the bare numbers.

use super::{Bounds, Figure, LeftOut, Reading, Unit};

impl Figure {
    /// The figure: `22.2%`, `£5,356`, `£500 to £33,000`; where there is none, a dash.
    pub fn value_text(&self) -> String {
        match &self.reading {
            Reading::Number(number) => self.unit.spell(*number),
            Reading::Range(low, high) => format!("{} to {}", self.unit.spell(*low), self.unit.spell(*high)),
            Reading::Quantiles(five) => five.map(|number| self.unit.spell(number)).join(", "),
            Reading::Nothing(_) => "\u{2013}".to_owned(),
        }
    }

    /// What it is a figure of: `24 of 108`, `£578,448 over 108 authorities`, `278,856 people to 108 people`.
    pub fn of_text(&self) -> String {
        let count = self.rows.len();
        let authorities = authorities(count);
        let denominator = with_unit(&self.denominator_unit, self.denominator);
        match (self.numerator, &self.reading) {
            (_, Reading::Nothing(why)) if count == 0 => format!("of 0 authorities: {why}"),
            (Some(numerator), _) if self.denominator_unit != Unit::Authorities || self.is_ratio() => {
                format!("{} to {denominator}, across {authorities}", with_unit(&self.numerator_unit, numerator))
            }
            (Some(numerator), _) if self.numerator_unit == Unit::Authorities => {
                format!("{} of {authorities}", Unit::Plain.spell(numerator))
            }
            (Some(numerator), _) => format!("{} over {authorities}", with_unit(&self.numerator_unit, numerator)),
            (None, _) => format!("of {authorities}"),
        }
    }

    /// The same with whom it is about: `24 of 108 authorities with a usable answer to \`qualified\``.
    pub fn of_whom_text(&self) -> String {
        let of = self.of_text();
        match self.who.strip_prefix("authorities").filter(|_| of.ends_with("authorities") || of.ends_with("authority"))
        {
            Some(rest) => format!("{of}{rest}"),
            None => of,
        }
    }

    fn is_ratio(&self) -> bool {
        self.denominator_unit == Unit::Authorities && self.denominator != self.rows.len() as f64
    }

    /// Why there is no figure, where there is none.
    pub fn why_none(&self) -> Option<&str> {
        match &self.reading {
            Reading::Nothing(why) => Some(why),
            Reading::Number(_) | Reading::Range(..) | Reading::Quantiles(_) => None,
        }
    }

    /// `between 22.1% and 26.9%, whatever the 6 answers given as bounds or approximations are`; nothing for an exact figure.
    pub fn bounds_text(&self) -> Option<String> {
        let bounds = self.bounds?;
        let answers = if bounds.open == 1 {
            "the 1 answer given as a bound or an approximation is".to_owned()
        } else {
            format!("the {} answers given as bounds or approximations are", Unit::Plain.spell(bounds.open as f64))
        };
        Some(format!("{}, whatever {answers}", self.between(bounds)))
    }

    /// The same once the answers that wait for a person are known too.
    pub fn if_settled_text(&self) -> Option<String> {
        let bounds = self.if_settled?;
        let also = bounds.open - self.bounds.map_or(0, |bounds| bounds.open).min(bounds.open);
        let answers = if also == 1 {
            "the 1 answer that waits for a person is".to_owned()
        } else {
            format!("the {} answers that wait for a person are", Unit::Plain.spell(also as f64))
        };
        Some(format!("{}, whatever {answers}", self.between(bounds)))
    }

    /// `between 3.4% and 68.1%, whatever the 98 authorities that gave no usable answer would have said`.
    pub fn if_answered_text(&self) -> Option<String> {
        let bounds = self.if_answered?;
        let answers = match bounds.open {
            1 => "the 1 authority that gave no usable answer".to_owned(),
            open => format!("the {} authorities that gave no usable answer", Unit::Plain.spell(open as f64)),
        };
        Some(format!("{}, whatever {answers} would have said", self.between(bounds)))
    }

    /// `15.4% to 31%`, of a sample.
    pub fn interval_text(&self) -> Option<String> {
        let interval = self.interval?;
        Some(format!("{} to {}", self.unit.spell(interval.low), self.unit.spell(interval.high)))
    }

    fn between(&self, bounds: Bounds) -> String {
        let spell = |end: f64| self.unit.spell(end);
        match (bounds.low, bounds.high) {
            (Some(low), Some(high)) if spell(low) == spell(high) => format!("{} to the last digit shown", spell(low)),
            (Some(low), Some(high)) => format!("between {} and {}", spell(low), spell(high)),
            (Some(low), None) => format!("at least {}", spell(low)),
            (None, Some(high)) => format!("at most {}", spell(high)),
            (None, None) => "anything".to_owned(),
        }
    }

    /// Everyone left out, the most common reason first: `118 of 226: no reply 67; qualified: not held 21`.
    pub fn left_out_text(&self) -> String {
        let out: usize = self.left_out.iter().map(|left_out| left_out.codes.len()).sum();
        if out == 0 {
            return "nobody".to_owned();
        }
        let reasons: Vec<String> = self.left_out.iter().map(LeftOut::text).collect();
        format!("{out} of {}: {}", self.frame(), reasons.join("; "))
    }
}

impl LeftOut {
    /// `no reply 67`
    pub fn text(&self) -> String {
        format!("{} {}", self.words, self.codes.len())
    }
}

/// `1 authority`, `108 authorities`.
fn authorities(count: usize) -> String {
    if count == 1 { "1 authority".to_owned() } else { format!("{} authorities", Unit::Plain.spell(count as f64)) }
}

fn with_unit(unit: &Unit, number: f64) -> String {
    let digits = unit.spell(number);
    match unit {
        Unit::Things(things) => format!("{digits} {things}"),
        Unit::Authorities => format!("{digits} authorities"),
        Unit::Percent | Unit::Pounds | Unit::Plain => digits,
    }
}
