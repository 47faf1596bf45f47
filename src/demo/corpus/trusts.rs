//! The invented frame: 226 trusts at places that are on no map.
//!
//! No real trust is ever given invented figures, so names are put together from stems that no English place name begins
//! with; a test holds them against the real frame of `campaigns/nhs-data-security-2018`.

use std::collections::BTreeSet;

use super::chance::Chance;

/// How many trusts the twin asks, as the published campaign did.
#[cfg(test)]
pub const TRUSTS: usize = 226;

/// An invented trust.
#[derive(Debug, Clone, PartialEq)]
pub struct Trust {
    pub code: String,
    pub name: String,
    /// The place it is named after: one word, no other trust's.
    pub place: String,
    pub kind: Kind,
    pub region: &'static str,
    /// Where the request goes.
    pub email: String,
    /// The domain its own people write from.
    pub domain: String,
    /// Headcount, as a directory would give it.
    pub size: u32,
}

/// What kind of trust.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Acute,
    MentalHealth,
    Community,
    Ambulance,
}

impl Kind {
    /// As `frame.csv` writes it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Acute => "acute",
            Self::MentalHealth => "mental health",
            Self::Community => "community",
            Self::Ambulance => "ambulance",
        }
    }

    /// How many of the 226, fewest to most staff, and what the names look like.
    fn plan(self) -> (usize, u32, u32, &'static [&'static str]) {
        match self {
            Self::Acute => (
                136,
                2_600,
                13_500,
                &[
                    "{} Hospitals NHS Foundation Trust",
                    "{} Hospitals NHS Trust",
                    "University Hospitals of {} NHS Trust",
                    "{} and {} Hospitals NHS Trust",
                    "{} District Hospital NHS Foundation Trust",
                    "Royal {} Infirmary NHS Foundation Trust",
                    "{} General Hospital NHS Trust",
                    "{} Teaching Hospitals NHS Foundation Trust",
                ],
            ),
            Self::MentalHealth => (
                54,
                1_900,
                7_200,
                &[
                    "{} Partnership NHS Foundation Trust",
                    "{} Mental Health NHS Trust",
                    "{} and {} Partnership NHS Trust",
                    "{} Mental Health Partnership NHS Foundation Trust",
                ],
            ),
            Self::Community => (
                26,
                1_100,
                4_600,
                &[
                    "{} Community Health NHS Trust",
                    "{} Community Healthcare NHS Foundation Trust",
                    "{} Care and Community Services NHS Trust",
                ],
            ),
            Self::Ambulance => {
                (10, 2_400, 5_600, &["{} Ambulance Service NHS Trust", "{} Ambulance Service NHS Foundation Trust"])
            }
        }
    }
}

const STEMS: [&str; 48] = [
    "Ockle", "Wenlo", "Hallin", "Carro", "Estlin", "Fenna", "Gorse", "Hexen", "Istra", "Kelda", "Lorrin", "Maddle",
    "Nethe", "Orrel", "Pendra", "Quarn", "Rusken", "Selwo", "Tarrin", "Ulva", "Venna", "Wythel", "Yarra", "Zeal",
    "Brindle", "Cottel", "Dunnock", "Elvin", "Farrin", "Garsin", "Hobbin", "Ivel", "Kestrel", "Larkin", "Morrin",
    "Nuthatch", "Ottin", "Pippin", "Ravel", "Sorrel", "Tansy", "Umber", "Vetch", "Whinna", "Bramblin", "Campion",
    "Dabber", "Ember",
];
const ENDS: [&str; 14] = [
    "wick", "combe", "mere", "dale", "thorpe", "ley", "stow", "hurst", "ford", "holt", "field", "moor", "ness", "worth",
];
/// Region and its share in a hundred.
const REGIONS: [(&str, usize); 5] =
    [("London", 16), ("South East", 17), ("South West", 13), ("Midlands and East", 28), ("North", 26)];

/// Bureaux that answer for several trusts: how many trusts, and the address; `{}` where each has its own at the bureau.
const BUREAUX: [(usize, &str); 3] =
    [(3, "foi@westvale-shared-services.example"), (2, "{}.foi@info-bureau.example"), (2, "foi@twin-trusts-ig.example")];

/// Makes the frame, in the order of its codes.
pub fn make(seed: u64) -> Vec<Trust> {
    let mut chance = Chance::of(seed, "frame");
    let mut places = places(&mut chance);
    let mut kinds: Vec<Kind> = [Kind::Acute, Kind::MentalHealth, Kind::Community, Kind::Ambulance]
        .into_iter()
        .flat_map(|kind| std::iter::repeat_n(kind, kind.plan().0))
        .collect();
    chance.shuffle(&mut kinds);
    let mut trusts: Vec<Trust> =
        (1..).zip(kinds).map(|(number, kind)| trust(number, kind, &mut places, &mut chance)).collect();
    share_offices(&mut trusts, &mut chance);
    trusts
}

/// The frame as the campaign's `frame.csv`.
pub fn frame_csv(trusts: &[Trust]) -> String {
    let mut text = String::from("code,name,kind,region,size,email\n");
    for trust in trusts {
        let Trust { code, name, region, size, email, .. } = trust;
        text.push_str(&format!("{code},{name},{},{region},{size},{email}\n", trust.kind.word()));
    }
    text
}

fn trust(number: usize, kind: Kind, places: &mut Vec<String>, chance: &mut Chance) -> Trust {
    let (_, fewest, most, names) = kind.plan();
    let place = places.pop().unwrap_or_default();
    let mut name = chance.pick(names).replacen("{}", &place, 1);
    if name.contains("{}") {
        name = name.replace("{}", &places.pop().unwrap_or_default());
    }
    let domain = format!("{}.nhs.example", place.to_lowercase());
    let desk = chance.pick(&["foi", "foi", "foi", "freedomofinformation", "information.governance", "foi.requests"]);
    let mut region = chance.below(100);
    let region = REGIONS.iter().find(|(_, share)| {
        let here = region < *share;
        region = region.saturating_sub(*share);
        here
    });
    // The square leans towards the small: few trusts are giants.
    let size = fewest + (f64::from(most - fewest) * chance.unit().powi(2)) as u32;
    Trust {
        code: format!("D{number:03}"),
        name,
        place,
        kind,
        region: region.map_or("North", |(name, _)| name),
        email: format!("{desk}@{domain}"),
        domain,
        size,
    }
}

/// Every place once, in a drawn order.
fn places(chance: &mut Chance) -> Vec<String> {
    let mut places: Vec<String> = STEMS
        .iter()
        .flat_map(|stem| ENDS.iter().map(move |end| format!("{stem}{end}")))
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    chance.shuffle(&mut places);
    places
}

fn share_offices(trusts: &mut [Trust], chance: &mut Chance) {
    let mut order: Vec<usize> = (0..trusts.len()).collect();
    chance.shuffle(&mut order);
    let mut members = order.into_iter();
    for (count, address) in BUREAUX {
        for member in members.by_ref().take(count) {
            if let Some(trust) = trusts.get_mut(member) {
                trust.email = address.replace("{}", &trust.place.to_lowercase());
                trust.domain = address.split('@').nth(1).unwrap_or_default().to_owned();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_226_trusts_and_no_two_share_code_name_or_place() {
        let trusts = make(2018);
        assert_eq!(trusts.len(), TRUSTS);
        for key in [|t: &Trust| t.code.clone(), |t: &Trust| t.name.clone(), |t: &Trust| t.place.clone()] {
            assert_eq!(trusts.iter().map(key).collect::<BTreeSet<_>>().len(), TRUSTS);
        }
    }

    #[test]
    fn every_address_is_at_a_domain_kept_for_examples() {
        for trust in make(2018) {
            assert!(trust.email.ends_with(".example"), "{}", trust.email);
        }
    }
}
