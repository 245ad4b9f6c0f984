//! 試験 / Every test of what is published in one program: linked once, a file per subject (`house` sees that none is left out).

mod document_checks;
mod documents;
mod support;
