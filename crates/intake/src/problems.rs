//! The kinds of problem an import can report (取込の指摘の種類), each with its stable code.
