"""What the routine says, decided on plain values: no database, no clock, no network."""
