//! Chance that repeats itself: the same seed and name give the same draws on every machine, for ever.
//!
//! splitmix64 (Steele, Lea, Flood 2014). Each thing drawn for has a stream of its own, named after it, so that a change to
//! one reply moves no other. Not for secrets.

/// A stream of draws.
#[derive(Debug, Clone)]
pub struct Chance(u64);

impl Chance {
    /// The stream of `name` under `seed`.
    pub fn of(seed: u64, name: &str) -> Self {
        // FNV-1a: spreads short names well, and needs no crate whose next version might spread them otherwise.
        let spread = name
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
        Self(seed ^ spread)
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`; 0 where `n` is 0.
    pub fn below(&mut self, n: usize) -> usize {
        // The remainder's bias at these sizes is below one in 10^17.
        (self.bits() % (n.max(1) as u64)) as usize
    }

    /// A whole number from `low` to `high`, both included.
    pub fn between(&mut self, low: u32, high: u32) -> u32 {
        low + self.below((high.saturating_sub(low) + 1) as usize) as u32
    }

    /// From 0 up to, not including, 1.
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// True `percent` times in a hundred.
    pub fn happens(&mut self, percent: u32) -> bool {
        self.below(100) < percent as usize
    }

    /// One of `things`.
    ///
    /// # Panics
    /// If there are none: every list drawn from is written out in this room.
    pub fn pick<'a, T>(&mut self, things: &'a [T]) -> &'a T {
        &things[self.below(things.len())]
    }

    /// Puts `things` into another order (Fisher and Yates).
    pub fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            things.swap(last, self.below(last + 1));
        }
    }

    /// `digits` hexadecimal digits in capitals, for the identifiers that mail programs make up.
    pub fn hex(&mut self, digits: usize) -> String {
        (0..digits).map(|_| char::from(b"0123456789ABCDEF"[self.below(16)])).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_name_draws_the_same_and_another_name_draws_otherwise() {
        let draw = |name| Chance::of(2018, name).bits();
        assert_eq!(draw("D001"), draw("D001"));
        assert_ne!(draw("D001"), draw("D002"));
    }

    #[test]
    fn draws_stay_within_their_bounds() {
        let mut chance = Chance::of(1, "bounds");
        for _ in 0..10_000 {
            assert!((3..=5).contains(&chance.between(3, 5)));
            assert!((0.0..1.0).contains(&chance.unit()));
        }
    }
}
