//! 試験 / Every test of the public site in one program: linked once, a file per subject (`house` sees that none is left out).
