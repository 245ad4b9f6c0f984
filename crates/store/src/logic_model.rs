//! Logic models (ロジックモデル) as they are stored.
