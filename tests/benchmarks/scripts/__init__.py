"""What runs in processes of its own, so that nothing is warm and memory is counted from nothing."""
