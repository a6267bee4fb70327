"""Users, their roles and invitations, and what a case officer may do about them."""
