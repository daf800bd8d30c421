"""The Flask application: stores, serves, and decides who may."""
