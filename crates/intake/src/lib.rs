//! Intake (取込): bytes from outside → programs and the problems found in them.

pub mod mapping;
pub mod problems;
pub mod programs;
