//! How fast letters go: so many a minute, unevenly, as a person's do; so many in 24 hours; slower when a server says so.
//!
//! Pure: it says how long to wait and never waits itself.

use std::time::Duration;

/// The longest that a server's "not now" makes us wait before the next letter.
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// The pace of one run.
#[derive(Debug, Clone)]
pub struct Beat {
    between: Duration,
    /// How many times in a row the server has said: not now.
    put_off: u32,
}

impl Beat {
    /// At most `per_minute` letters a minute.
    pub fn of(per_minute: u32) -> Self {
        Self { between: Duration::from_secs(60) / per_minute.max(1), put_off: 0 }
    }

    /// The wait before the next letter. `chance` (any number, one a letter) makes it uneven by up to a quarter.
    pub fn wait(&self, chance: u64) -> Duration {
        let quarter = self.between.as_millis() as u64 / 4;
        let uneven = if quarter == 0 { 0 } else { chance % (2 * quarter + 1) };
        let usual = self.between + Duration::from_millis(uneven) - Duration::from_millis(quarter);
        if self.put_off == 0 { usual } else { usual.max(self.back_off()) }
    }

    /// The server said: not now. Half a minute, then twice as long each time.
    pub fn was_put_off(&mut self) {
        self.put_off += 1;
    }

    /// The server took a letter: back to the usual pace.
    pub fn was_taken(&mut self) {
        self.put_off = 0;
    }

    fn back_off(&self) -> Duration {
        Duration::from_secs(30).saturating_mul(1 << self.put_off.saturating_sub(1).min(10)).min(LONGEST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_run_keeps_its_pace_whatever_the_chance(per_minute in 1u32..600, chances in prop::collection::vec(any::<u64>(), 200)) {
            let beat = Beat::of(per_minute);
            let total: Duration = chances.iter().map(|chance| beat.wait(*chance)).sum();
            let even = Duration::from_secs(60) / per_minute * 200;
            prop_assert!(total >= even.mul_f64(0.74) && total <= even.mul_f64(1.26), "{total:?} for {even:?}");
        }
    }

    #[test]
    fn a_server_that_says_not_now_is_left_longer_each_time_and_forgiven_at_once() {
        let mut beat = Beat::of(60);
        let waits: Vec<u64> = (0..7)
            .map(|_| {
                beat.was_put_off();
                beat.wait(0).as_secs()
            })
            .collect();
        assert_eq!(waits, [30, 60, 120, 240, 480, 900, 900]);
        beat.was_taken();
        assert!(beat.wait(0) < Duration::from_secs(2));
    }
}
