"""What was owned before the portal: a file, looked through, posted and reversed as one."""
