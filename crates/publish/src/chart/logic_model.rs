//! A logic model (ロジックモデル図) in fixed columns.
