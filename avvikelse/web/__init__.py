"""The application in the browser: pages for staff, managers and secretaries. Everything works without JavaScript."""
