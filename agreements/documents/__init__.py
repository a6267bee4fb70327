"""HTML to PDF, the seal, the archive of issued documents, verification; knows no agreement."""
