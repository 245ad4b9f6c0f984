//! Documents of an edition (版の文書): booklets made, set by the worker `press`, and checked figure by figure.

reform::declare_kinds! {}
