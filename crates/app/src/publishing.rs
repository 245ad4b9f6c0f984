//! Publishing (公表): from what stands now to an edition that somebody else approves, and from an approved edition to the
//! public site, the documents, the open data. Nothing public is made of anything but an approved edition.

pub mod collect;
pub mod documents;
pub mod editions;
pub mod folder;
pub mod open_data;
pub mod plain;
