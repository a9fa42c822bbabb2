"""A fictional county to try the program in: three organisations and sixty deviations, played through the use cases."""
