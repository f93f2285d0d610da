"""Tests of what comes from elsewhere: ServiceNow history."""
