//! Answers to questions: the letter aligned with what was asked, values typed and honest, confidence that means something.
