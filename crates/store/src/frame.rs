//! The investment frame (次世代投資枠) as it is stored.
