//! 試験 / Every test of the public site in one program: linked once, a file per subject (`house` sees that none is left out).

mod discussion;
mod embeds;
mod english;
mod program_pages;
mod sections;
mod what_if;
mod whole_site;
