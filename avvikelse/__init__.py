"""avvikelse: joint handling of deviations between Swedish authorities."""
