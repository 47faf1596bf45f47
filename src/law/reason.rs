//! Why a clock says what it says: reason codes, as a set that costs nothing to carry.

use serde::{Serialize, Serializer};

macro_rules! reasons {
    ($($name:ident = $code:literal,)*) => {
        /// One reason; the code is the one of case files and of `foi clock --json`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Reason { $($name,)* }

        impl Reason {
            /// Every reason, in the order of the law.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The code in JSON.
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }
        }
    };
}

reasons! {
    ReceiptEmail = "receipt-email",
    ReceiptPortal = "receipt-portal",
    ReceiptFax = "receipt-fax",
    ReceiptHand = "receipt-hand",
    ReceiptPostThirdDay = "receipt-post-third-day",
    ReceiptPostOrdinaryCourse = "receipt-post-ordinary-course",
    ReceiptStated = "receipt-stated",
    ReceiptTransfer = "receipt-transfer",
    ReceiptNonworking = "receipt-nonworking",
    ReceiptLateEvening = "receipt-late-evening",
    ReceiptLocalDate = "receipt-local-date",
    StatedReceiptDisregarded = "stated-receipt-disregarded",
    StatedDueDiffers = "stated-due-differs",
    Bounced = "bounced",
    RedirectNotReceived = "redirect-not-received",
    RedirectDoesNotMatter = "redirect-does-not-matter",
    ResendNoEffect = "resend-no-effect",
    ClarificationStops = "clarification-stops",
    ClarificationResets = "clarification-resets",
    ClarificationTooLate = "clarification-too-late",
    QuestionNoEffect = "question-no-effect",
    FeesStop = "fees-stop",
    FeesDisregarded = "fees-disregarded",
    FeesNoticeTooLate = "fees-notice-too-late",
    FeesPaidTooLate = "fees-paid-too-late",
    FeesLapsed = "fees-lapsed",
    ExtensionPublicInterest = "extension-public-interest",
    ExtensionComplexVoluminous = "extension-complex-voluminous",
    Extension = "extension",
    ExtensionNoEstimate = "extension-no-estimate",
    ExtensionBeyondLimit = "extension-beyond-limit",
    ExtensionTooLate = "extension-too-late",
    ExtensionNoBasis = "extension-no-basis",
    ExtensionAddsNothing = "extension-adds-nothing",
    ExtensionOnlyOnce = "extension-only-once",
    HoldingNoEffect = "holding-no-effect",
    PartialClockRuns = "partial-clock-runs",
    RepliedInTime = "replied-in-time",
    RepliedLate = "replied-late",
    InTimeUnknown = "in-time-unknown",
    NewRequest = "new-request",
    TransferredOut = "transferred-out",
    SuccessionContinues = "succession-continues",
    SuccessionEnds = "succession-ends",
    SuccessionAssumed = "succession-assumed",
    Withdrawn = "withdrawn",
    Count30 = "count-30",
    CountSchoolDays = "count-school-days",
    SchoolDaysUnknown = "school-days-unknown",
    Cap60 = "cap-60",
    CommissionerSpecifiedDay = "commissioner-specified-day",
    Covid60 = "covid-60",
    CovidReverted = "covid-reverted",
    CalendarIncomplete = "calendar-incomplete",
    ReviewCode = "review-code",
    ReviewStatute20 = "review-statute-20",
    ReviewStatute30 = "review-statute-30",
    ReviewStatute40 = "review-statute-40",
    ReviewStatute60 = "review-statute-60",
    ReviewAskedLate = "review-asked-late",
    RegulatorSixWeeks = "regulator-six-weeks",
    RegulatorSixMonths = "regulator-six-months",
    Tribunal28Days = "tribunal-28-days",
    TribunalRolls = "tribunal-rolls",
}

impl Reason {
    /// The reason of a code, as a regime file names it.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|reason| reason.code() == code)
    }
}

impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.code())
    }
}

/// A set of reasons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Reasons(u128);

impl Reasons {
    pub fn add(&mut self, reason: Reason) {
        self.0 |= 1 << reason as u8;
    }

    pub fn remove(&mut self, reason: Reason) {
        self.0 &= !(1 << reason as u8);
    }

    pub fn has(self, reason: Reason) -> bool {
        self.0 & (1 << reason as u8) != 0
    }

    pub fn with(mut self, other: Self) -> Self {
        self.0 |= other.0;
        self
    }

    /// In the order of the law.
    pub fn iter(self) -> impl Iterator<Item = Reason> {
        Reason::ALL.iter().copied().filter(move |reason| self.has(*reason))
    }
}

impl FromIterator<Reason> for Reasons {
    fn from_iter<I: IntoIterator<Item = Reason>>(reasons: I) -> Self {
        let mut set = Self::default();
        reasons.into_iter().for_each(|reason| set.add(reason));
        set
    }
}

impl Serialize for Reasons {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.iter())
    }
}
