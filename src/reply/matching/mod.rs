//! Whose a reply is: evidence of different strength combined into one decision with its reasons; held where not certain.
