//! Roadmaps (工程表) as they are stored.
