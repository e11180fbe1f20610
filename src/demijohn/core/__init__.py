"""The pure core: functions over frozen values which decide what the shell then does."""
