//! 試験 / Every test of the mail in one program: linked once, a file per subject (`house` sees that none is left out).

mod safety;
mod sending;
mod settings;
mod support;
