"""The rules: pure, without a store, a screen or a clock; they say yes or no, and why."""
