//! National review sheets (国の行政事業レビューシート) beside the inventory.
