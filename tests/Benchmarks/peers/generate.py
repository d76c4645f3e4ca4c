"""Generation by PyTorch without a cache: train.py has the works."""
from train import main

if __name__ == "__main__":
    main()
