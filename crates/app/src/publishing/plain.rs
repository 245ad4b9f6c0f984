//! Plain summaries (やさしい日本語の説明) of programs and clusters.

reform::declare_kinds! {}
