"""What is agreed and bought, in packages that stand in the order of the work."""
