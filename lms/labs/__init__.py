"""Labs started before somebody asks for theirs."""
