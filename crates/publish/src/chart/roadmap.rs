//! A roadmap (工程表の図) with the text inside its bars.
