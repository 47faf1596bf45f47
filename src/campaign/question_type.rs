//! What kind of answer a wording wants, where the campaign does not say.
//!
//! Judged from the wording alone, by what is asked first: "What percentage ..." is a percentage though it names staff, "How
//! much was spent" is money though it names a percentage later. When in doubt it is text, which claims least.

use std::sync::LazyLock;

use regex::Regex;

use super::AnswerType;

/// The kinds in the order in which a wording is tried, each with the words that make it so.
static RULES: LazyLock<Vec<(AnswerType, Regex)>> = LazyLock::new(|| {
    [
        (AnswerType::Money, r"^\W*(?:\d+\w?\W+)?(?:what\s+(?:\w+\s+){0,2})?(?:\w+\s+){0,2}(?:yearly|annual|monthly|total)?\s*(?:costs?|spend|expenditure|price)\b(?:\s+(?:of|per|in|for|on|to)\b|$)|\bwhat\s+(?:\w+\s+){0,2}(?:rent|income|fees?|charges?|sums?|amounts?|salary)\b"),
        (AnswerType::Text, r"^\W*(?:\d+\w?\W+)?(?:full\s+)?(?:name|names|copy|copies|log|list|lists|details?|description|reasons?|cause|criteria|guidance|roles?|policy|minutes|correspondence|software|system|product|supplier|which|who|why|where)\b"),
        (AnswerType::Percent, r"^\W*(?:\d+\w?\W+)?(?:what\s+(?:is|was|are|were)\s+the\s+)?(?:what\s+)?(?:the\s+)?(?:latest\s+|overall\s+|total\s+|ig\s+|average\s+)?(?:percentages?|proportions?|per\s?cent|%|share|what\s+%)\b"),
        (AnswerType::Percent, r"\b(?:what|which)\s+(?:percentage|proportion|share|%)|\bcompliance\s+(?:rate|at)\b|\b(?:completion|uptake|vacancy|occupancy|recycling|attendance|turnover|sickness|absence)\s+(?:rates?|figures?\s+\(percent)|\brates?\b.{0,30}\bby\s+year\b|\boccupancy\b|\(percentage\)|\bas\s+a\s+percentage\b|^\W*(?:\w\)\s*)?(?:vacancy\s+)?rate\b|%\s+of\b"),
        (AnswerType::Money, r"\bhow\s+much\b.{0,60}\b(?:spen[dt]|cost|paid|pay|money|raised?|received|recovered|owed?|budget|income|charged?)\b|\bhow\s+much\s+(?:money|was|were|has|have|did|do|does|is|in\s+pounds)\b"),
        (AnswerType::Money, r"^\W*(?:\d+\w?\W+)?(?:what\s+(?:is|was|were|are|did|has|have)\s+)?(?:you\s+|the\s+)?(?:trust\s+|council\s+)?(?:total\s+|overall\s+|annual\s+|yearly\s+|gross\s+|net\s+|average\s+|highest\s+|lowest\s+|maximum\s+|most\s+)*(?:(?:amount|sum|money|value)s?\s+(?:\w+\s+)?(?:spent|paid|of\s+money)?|spend(?:ing)?|spent|expenditure|costs?|budgets?|income|paid|salary|salaries|surplus|interest\s+paid|compensation|bill)\b"),
        (AnswerType::Money, r"^\W*(?:\d+\w?\W+)?(?:the\s+)?(?:total\s+)?(?:(?:money\s+)?(?:raised|recovered|spent|owed)\b|(?:total|sums?|amounts?)\s+(?:paid|spent|raised|recovered|of\s+money|collected)|(?:average|highest|lowest|maximum|minimum|single|largest|smallest|mean)\s+(?:\w+\s+)?(?:amount|payment|sum|paid|cost|price|fee|charge)|range\s+of\s+the\s+sums?)"),
        (AnswerType::Count, r"\bhow\s+many\b|\bnumbers?\s+of\b|\bheadcount\b|\bhow\s+often\s+(?:was|were|did)\b"),
        (AnswerType::Money, r"\b(?:spend|spent|spending|expenditure|budgets?|costs?|in\s+pounds|£|income|revenue|(?:hourly|day|daily)\s+rate|amounts?\s+(?:paid|of)|sums?\s+paid|paid\s+(?:out|for|in|to)|compensation\s+paid|legal\s+fees|fees\s+paid)\b|£(?:\D|$)"),
        (AnswerType::YesNo, r"^\W*(?:\d+\w?\W+)?(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|should|may|if\s+so,?\s+(?:is|are|do|does))\s+\w"),
        (AnswerType::Date, r"^\W*(?:when|on\s+(?:what|which)\s+(?:date|day)|what\s+(?:date|day)|dates?\s+(?:of|on)\b)"),
        (AnswerType::Count, r"^\W*(?:\d+\w?\W+)?(?:(?:average|mean|median|typical)\s+(?:\w+\s+)?(?:number|days|weeks|months|hours|minutes|length|time|duration|wait|age|size|distance|speed)\b|(?:fastest|slowest|oldest|youngest|furthest|longest|shortest)\b)|^\W*(?:\d+\w?\W+)?(?:longest|shortest|people|persons?|motorists|drivers|members|children|pupils|students|residents|tenants|households|nurses|doctors|teachers|workers|visitors|police\s+officers|days|hours|times|beds|spaces|hoax|genuine|violent)\b"),
        (AnswerType::Count, r"^\W*(?:\d+\w?\W+)?(?:a\)|b\)|c\))?\s*(?:total|number|headcount|the\s+number|full[- ]time|wte|fte|size\s+of|population)\b|\b(?:received|issued|recorded|reported|employed|appointed|dismissed|suspended|admitted|completed|answered|made|refused|appealed|breaches|incidents|complaints|claims|requests|vacancies|deaths|patients|staff|agreements|redundancies|leavers|inspections|orders|reports|applications|officers|admissions|wards|fines|investigations|alerts|appointments)\b.{0,40}(?:\beach\b|\bby\b|\bin\b|\bper\b|\d{4}|$)"),
        (AnswerType::Money, r"^\W*(?:\d+\w?\W+)?(?:rent|money|paid|fund|funds|salary|turnover in|debt|arrears)\b|\bfund\b|\bpaid\s+for\b|\b(?:rent|income|revenue|money)\s+lost\b"),
        // A heading that begins with a plural counts what it names, unless it asks for their names or reasons.
        (AnswerType::Count, r"^\W*(?:\d+\w?\W+)?(?:of\s+which\b|(?:[a-z-]+\s+){0,2}[a-z-]{3,}[^s\Wu]s\b(?:\s|$))"),
    ]
    .into_iter()
    .filter_map(|(kind, pattern)| Some((kind, Regex::new(&format!("(?i){pattern}")).ok()?)))
    .collect()
});

/// The kind of answer that `asks` wants.
pub fn question_type(asks: &str) -> AnswerType {
    RULES.iter().find(|(_, rule)| rule.is_match(asks)).map_or(AnswerType::Text, |(kind, _)| *kind)
}
