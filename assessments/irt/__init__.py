"""Item response theory: the Rasch and the two-parameter logistic model.

A person of ability θ gets an item right with probability 1 / (1 + exp(-a (θ - b))): the
logistic metric with D = 1, without the 1.7 that would bring it near the normal ogive.

- Two-parameter model (Birnbaum 1968): θ is standard normal, a and b of every item are free.
- Rasch model: a is 1 for every item, θ is normal with mean 0 and a free standard deviation.
  Divide b by that standard deviation, and read it as the common a, for the other convention
  in use, a one-parameter model with standard normal ability.
"""
