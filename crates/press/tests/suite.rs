//! 試験 / Every test of the type-setter in one program: linked once, a file per subject (`house` sees that none is left out).

mod hostile;
mod pages;
mod papers;
mod structure;
mod support;
mod validator;
