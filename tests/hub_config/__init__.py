"""Tests of the Hub and of what is installed in its labs."""
