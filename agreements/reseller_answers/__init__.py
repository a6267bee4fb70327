"""What a reseller answers, on its page or by file: settled parts, and proposals."""
