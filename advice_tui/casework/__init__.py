"""The casework: one public function for each thing staff do, each one transaction."""
