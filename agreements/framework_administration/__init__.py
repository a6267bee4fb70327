"""What KS does with framework agreements, from draft to amendment; their public pages."""
