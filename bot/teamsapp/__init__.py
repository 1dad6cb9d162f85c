"""The package that an administrator uploads to Teams: manifest, strings and icons, made from the settings."""
