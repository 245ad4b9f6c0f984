//! The terms of each figure (数値の項): what it is made of, as the projection makes it.

use fiscal::debt::IssuePart;
use fiscal::{FiscalYear, Yen};

use super::baseline::is_revenue;
use super::moved::as_share;
use super::trace::{How, Leaf, Source, Term};
use super::{Chain, ChainFault, Figure, Scene};
use crate::plan::outlook::LineRule;

/// The terms of one figure as they are put together.
pub(super) struct Terms<'s, 'c> {
    scene: &'s Scene<'c>,
    place: i32,
    terms: Vec<Term>,
}

impl<'s, 'c> Terms<'s, 'c> {
    pub(super) fn new(scene: &'s Scene<'c>, place: i32) -> Terms<'s, 'c> {
        Terms { scene, place, terms: Vec::new() }
    }

    pub(super) fn of(mut self, figure: Figure) -> Result<Vec<Term>, ChainFault> {
        let is_base = self.place <= 0;
        match figure {
            Figure::Improvement => self.decisions(figure),
            Figure::Investment => {
                self.leaf(Leaf::PlannedInvestment, self.chain().baseline().input.outlook.investment.value);
                self.decisions(figure);
            }
            Figure::Issued => {
                let financing = &self.chain().baseline().input.financing;
                let (ratio, other) = (financing.issue_ratio, financing.other_issues);
                let issued = self.amount(figure, self.place).checked_sub(other)?;
                self.figure(Figure::Investment, self.place, issued, How::Share(ratio));
                self.given(Leaf::OtherIssues, other);
            }
            Figure::Redeemed => self.bonds(Leaf::LegacyRedeemed, |part| part.redeemed)?,
            Figure::Interest => self.bonds(Leaf::LegacyInterest, |part| part.interest)?,
            Figure::DebtService => self.whole(&[Figure::Redeemed, Figure::Interest]),
            Figure::Bonds if is_base => self.leaf(Leaf::BondsOpening, self.amount(figure, 0)),
            Figure::Bonds => {
                self.before(Figure::Bonds);
                self.whole(&[Figure::Issued]);
                self.minus(Figure::Redeemed);
            }
            Figure::Line(line) => self.line(line)?,
            Figure::Revenue | Figure::Expenditure => {
                let lines = self.chain().baseline().input.outlook.lines.iter().enumerate();
                let of_side = lines.filter(|(_, line)| is_revenue(&line.side) == (figure == Figure::Revenue));
                let places: Vec<Figure> = of_side.map(|(place, _)| Figure::Line(place)).collect();
                self.whole(&places);
            }
            Figure::Balance => {
                self.whole(&[Figure::Revenue]);
                self.minus(Figure::Expenditure);
            }
            Figure::Fund if is_base => self.leaf(Leaf::FundOpening, self.amount(figure, 0)),
            Figure::Fund => {
                self.before(Figure::Fund);
                self.whole(&[Figure::Balance, Figure::Improvement]);
                self.given(Leaf::SetAside, self.chain().baseline().input.set_aside);
            }
            _ => self.ratios(figure)?,
        }
        Ok(self.terms)
    }

    /// A line: what it was, what its rule makes of it, and the figures it follows where decisions can move it.
    fn line(&mut self, line: usize) -> Result<(), ChainFault> {
        let (figure, place) = (Figure::Line(line), self.place);
        let amount = self.amount(figure, place);
        let baseline = self.chain().baseline();
        let outlook = &baseline.input.outlook;
        let base = outlook.lines[line].base.value;
        if place == 0 {
            self.leaf(Leaf::LineBase(line), base);
            return Ok(());
        }
        let of_line = |key: &str| outlook.lines.iter().position(|line| line.key == key).map(Figure::Line);
        let moves = baseline.moving.contains(&line);
        match &outlook.lines[line].rule {
            LineRule::Investment => self.whole(&[Figure::Investment]),
            LineRule::Bonds => {
                let ratio = baseline.input.financing.issue_ratio;
                self.figure(Figure::Investment, place, amount, How::Share(ratio));
            }
            LineRule::DebtService => {
                self.leaf(Leaf::LineBase(line), base);
                self.whole(&[Figure::DebtService]);
                let first = self.amount(Figure::DebtService, 1);
                self.figure(Figure::DebtService, 1, Yen::ZERO.checked_sub(first)?, How::Minus);
            }
            LineRule::ShareOf { of, share_percent } if moves => {
                let share = How::Share(as_share(*share_percent));
                self.figure(of_line(of).unwrap_or(figure), place, amount, share);
            }
            LineRule::PriorYear { of, share_percent } if moves => {
                let share = How::Share(as_share(*share_percent));
                self.figure(of_line(of).unwrap_or(figure), place - 1, amount, share);
            }
            LineRule::ShareOfChange { of, share_percent } if moves => {
                self.leaf(Leaf::LineBase(line), base);
                let share = How::Share(as_share(*share_percent));
                self.figure(of_line(of).unwrap_or(figure), place, amount.checked_sub(base)?, share);
            }
            LineRule::Offset { of, share_percent, .. } if moves => {
                let moved = self.scene.moved_at(figure, place);
                self.leaf(Leaf::LineRule(line), amount.checked_sub(moved)?);
                let follows = of.iter().filter_map(|key| of_line(key));
                let first = follows.into_iter().find(|of| self.scene.moved_at(*of, place) != Yen::ZERO);
                if let Some(first) = first {
                    self.figure(first, place, moved, How::Share(-as_share(*share_percent)));
                }
            }
            _ => self.leaf(Leaf::LineRule(line), amount),
        }
        Ok(())
    }

    /// Redemption or interest: the existing bonds, and those of each year of issue.
    fn bonds(&mut self, leaf: Leaf, pick: fn(&IssuePart) -> Yen) -> Result<(), ChainFault> {
        let Some(index) = usize::try_from(self.place - 1).ok() else { return Ok(()) };
        let scene = self.scene;
        let baseline = scene.chain.baseline();
        let mut parts: Vec<Yen> = baseline.parts[index].iter().map(pick).collect();
        let whole =
            baseline.at(if leaf == Leaf::LegacyRedeemed { Figure::Redeemed } else { Figure::Interest }, self.place);
        let new = Yen::checked_sum(parts.iter().copied())?;
        self.leaf(leaf, whole.unwrap_or_default().checked_sub(new)?);
        for (at, entry) in scene.chain.entries().iter().enumerate() {
            if scene.includes(at) && !entry.moved.investment.is_empty() {
                let moved = baseline.response.split(&entry.moved.investment, index)?;
                for (part, moved) in parts.iter_mut().zip(&moved) {
                    *part = part.checked_add(pick(moved))?;
                }
            }
        }
        for (at, part) in parts.into_iter().enumerate() {
            // Bonds cost nothing in their own year.
            if part != Yen::ZERO || at < index {
                self.figure(Figure::Issued, at as i32 + 1, part, How::ByTerms);
            }
        }
        Ok(())
    }

    fn ratios(&mut self, figure: Figure) -> Result<(), ChainFault> {
        let Some(settled) = self.chain().baseline().input.settled.clone() else { return Ok(()) };
        let form = |key: &'static str| settled.amount(key).unwrap_or_default();
        let latest = &settled.service[2];
        let is_settled = self.place <= 0;
        // Two years before, the year before, the base year.
        let nth = |keys: [&'static str; 3], place: i32| keys[usize::try_from(place + 2).unwrap_or(0).min(2)];
        const PAID: [&str; 3] = ["service-a-1", "service-a-2", "service-a-3"];
        const QUASI: [&str; 3] = ["service-b-1", "service-b-2", "service-b-3"];
        const SHORTFALL: [&str; 3] = ["service-shortfall-1", "service-shortfall-2", "service-shortfall-3"];
        const TIED: [&str; 3] = ["service-c-1", "service-c-2", "service-c-3"];
        const NEED: [&str; 3] = ["service-d-1", "service-d-2", "service-d-3"];
        const SCALE: [&str; 3] = ["service-e-1", "service-e-2", "scale"];
        let paid = Figure::ServicePaid;
        match figure {
            Figure::ServicePaid => {
                let lines = self.chain().baseline().service_lines().collect();
                self.settled_and_lines(nth(PAID, self.place), lines)?;
            }
            Figure::Scale => {
                let lines = self.chain().baseline().scale_lines();
                self.settled_and_lines(nth(SCALE, self.place), lines)?;
            }
            Figure::ServiceTied if is_settled => self.settled(nth(TIED, self.place)),
            Figure::ServiceNeed if is_settled => self.settled(nth(NEED, self.place)),
            Figure::ServiceTied => {
                self.part_of(figure, paid, How::Part(latest.c_tied_revenue, latest.a_debt_service));
            }
            Figure::ServiceNeed => {
                self.part_of(figure, paid, How::Part(latest.d_counted_in_need, latest.a_debt_service));
            }
            Figure::ServiceNumerator => {
                self.whole(&[Figure::ServicePaid]);
                self.settled(nth(QUASI, self.place));
                let shortfall = nth(SHORTFALL, self.place);
                self.given(Leaf::Settled(shortfall), form(shortfall));
                self.minus(Figure::ServiceTied);
                self.minus(Figure::ServiceNeed);
            }
            Figure::ServiceDenominator => {
                self.whole(&[Figure::Scale]);
                self.minus(Figure::ServiceNeed);
            }
            Figure::ServiceRatio => {
                for place in self.place - 2..=self.place {
                    for figure in [Figure::ServiceNumerator, Figure::ServiceDenominator] {
                        self.figure(figure, place, self.amount(figure, place), How::Whole);
                    }
                }
            }
            Figure::BurdenBonds => self.settled_and_moved("burden-1", Figure::Bonds)?,
            Figure::BurdenFunds => self.settled_and_moved("burden-b", Figure::Fund)?,
            Figure::BurdenNeed if is_settled => self.settled("burden-d"),
            Figure::BurdenNeed => {
                let share = How::Part(form("burden-d"), form("burden-1"));
                self.part_of(figure, Figure::BurdenBonds, share);
            }
            Figure::BurdenNumerator => {
                self.whole(&[Figure::BurdenBonds]);
                for key in [
                    "burden-2",
                    "burden-3",
                    "burden-4",
                    "burden-5",
                    "burden-6",
                    "burden-7",
                    "burden-8",
                    "burden-9",
                    "burden-10",
                ] {
                    self.given(Leaf::Settled(key), form(key));
                }
                self.minus(Figure::BurdenFunds);
                self.given_minus("burden-c")?;
                self.minus(Figure::BurdenNeed);
            }
            Figure::BurdenDenominator => {
                self.whole(&[Figure::Scale]);
                self.given_minus("burden-f")?;
                if !is_settled {
                    self.minus(Figure::ServiceNeed);
                    self.settled("service-d-3");
                }
            }
            Figure::BurdenRatio => {
                for figure in [Figure::BurdenNumerator, Figure::BurdenDenominator] {
                    self.figure(figure, self.place, self.amount(figure, self.place), How::Whole);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn settled_and_lines(&mut self, key: &'static str, lines: Vec<usize>) -> Result<(), ChainFault> {
        self.settled(key);
        if self.place > 0 {
            for line in lines {
                self.whole(&[Figure::Line(line)]);
                let base = self.amount(Figure::Line(line), 0);
                self.leaf_as(Leaf::LineBase(line), Yen::ZERO.checked_sub(base)?, How::Minus);
            }
        }
        Ok(())
    }

    fn settled_and_moved(&mut self, key: &'static str, figure: Figure) -> Result<(), ChainFault> {
        self.settled(key);
        if self.place > 0 {
            self.whole(&[figure]);
            let opening = self.amount(figure, 0);
            self.figure(figure, 0, Yen::ZERO.checked_sub(opening)?, How::Minus);
        }
        Ok(())
    }

    fn part_of(&mut self, figure: Figure, of: Figure, how: How) {
        self.figure(of, self.place, self.amount(figure, self.place), how);
    }

    fn settled(&mut self, key: &'static str) {
        let settled = self.chain().baseline().input.settled.as_ref();
        let amount = settled.and_then(|settled| settled.amount(key)).unwrap_or_default();
        self.leaf(Leaf::Settled(key), amount);
    }

    fn given_minus(&mut self, key: &'static str) -> Result<(), ChainFault> {
        let settled = self.chain().baseline().input.settled.as_ref();
        let amount = settled.and_then(|settled| settled.amount(key)).unwrap_or_default();
        self.leaf_as(Leaf::Settled(key), Yen::ZERO.checked_sub(amount)?, How::Minus);
        Ok(())
    }

    fn decisions(&mut self, figure: Figure) {
        for (at, entry) in self.scene.chain.entries().iter().enumerate() {
            let amount = entry.moved.at(figure, self.place);
            if self.scene.includes(at) && amount != Yen::ZERO {
                self.terms.push(Term { source: Source::Decision(at), amount, how: How::Whole });
            }
        }
    }

    fn whole(&mut self, figures: &[Figure]) {
        for figure in figures {
            self.figure(*figure, self.place, self.amount(*figure, self.place), How::Whole);
        }
    }

    fn before(&mut self, figure: Figure) {
        self.figure(figure, self.place - 1, self.amount(figure, self.place - 1), How::Whole);
    }

    fn minus(&mut self, figure: Figure) {
        // No amount of a scene is the least there is, as sums of it were checked.
        let amount = Yen(self.amount(figure, self.place).0.saturating_neg());
        self.figure(figure, self.place, amount, How::Minus);
    }

    fn figure(&mut self, figure: Figure, place: i32, amount: Yen, how: How) {
        let year = self.chain().baseline().base_year().start() + place;
        if let Ok(year) = FiscalYear::new(year) {
            self.terms.push(Term { source: Source::Figure(figure, year), amount, how });
        }
    }

    fn leaf(&mut self, leaf: Leaf, amount: Yen) {
        self.leaf_as(leaf, amount, How::Whole);
    }

    /// A leaf that is left out where it is nothing.
    fn given(&mut self, leaf: Leaf, amount: Yen) {
        if amount != Yen::ZERO {
            self.leaf(leaf, amount);
        }
    }

    fn leaf_as(&mut self, leaf: Leaf, amount: Yen, how: How) {
        self.terms.push(Term { source: Source::Leaf(leaf), amount, how });
    }

    fn amount(&self, figure: Figure, place: i32) -> Yen {
        self.scene.at(figure, place).unwrap_or_default()
    }

    fn chain(&self) -> &'c Chain {
        self.scene.chain
    }
}
