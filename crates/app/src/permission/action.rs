//! The actions (操作) and who has a right to each: everybody, the person at the machine, a role.

use reform::workflow::Role;

/// What can be asked of the application (操作).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// See the city's plan, its figures and glossary.
    ReadPlan,
    /// See, search and download the program inventory.
    ReadInventory,
    /// Keep a list under a name, or delete such a name.
    SaveViews,
    /// See which files were imported and what was wrong with them.
    ReadImports,
    /// Try a file without changing anything, or import it.
    ImportPrograms,
    /// See the audit trail and verify it.
    ReadAudit,
    /// See the projections of bonds, outlook, fund and ratios, and try other assumptions.
    ReadFiscal,
    /// Keep a set of assumptions under a name, or delete such a name.
    SaveScenarios,
    /// See and compare the published figures of cities.
    ReadCities,
    /// See the list of public facilities.
    ReadFacilities,
    /// Try or import published figures, settlement cards, population and facilities.
    ImportReferenceData,
    /// See the reviews: cycles, boards, lists and results; which sheets, each sheet decides ([`Ask::ReadSheet`]).
    ReadReviews,
    /// Make the review of a year, change its calendar, set its lineage.
    ManageReviews,
    /// Take sheets away as a workbook and send them back.
    UseWorkbooks,
    /// Record what became of an effect in budget and settlement.
    RecordEffects,
    /// Confirm a realised effect as somebody else than who realised it.
    VerifyEffects,
    /// See who has which duty.
    ReadPeople,
    /// Make accounts, give and take duties, set passwords anew.
    ManagePeople,
    /// Say in which years departments exist and who follows them.
    ManageDepartments,
    /// Have somebody else act under one's own duty until a day.
    Delegate,
    /// Change one's own password, see and end one's own sessions, read one's own notices.
    UseOwnAccount,
    /// Send the daily digests, or a mail to try.
    SendMail,
    /// See the clusters, their programs and what these cost.
    ReadClusters,
    /// Make clusters, say who leads them and which programs are in them.
    ManageClusters,
    /// See which programs may overlap.
    ReadOverlaps,
    /// Accept or dismiss an overlap.
    DecideOverlaps,
    /// See management analyses, logic models and tasks as they are being worked on.
    ReadAnalyses,
    /// Close a stage of an analysis, which makes its snapshot.
    CloseGates,
    /// Decide which option of an analysis is carried out.
    DecideOptions,
    /// See the published roadmap; working versions need [`Action::ReadAnalyses`] too.
    ReadRoadmaps,
    /// Change the working version of the roadmap and ask for its approval.
    EditRoadmaps,
    /// Approve and publish a revision of the roadmap.
    ApproveRoadmaps,
    /// See the initiatives of the city hall, their milestones and indicators.
    ReadInitiatives,
    /// See the ledger of the investment frame.
    ReadFrame,
    /// Enter sources and uses of the investment frame.
    ManageFrame,
    /// See bodies, meetings and remarks with their answers as they are worked on.
    ReadDiscussion,
    /// Make bodies and meetings, keep members, agenda, papers, attendance and minutes.
    ManageMeetings,
    /// Enter a remark.
    WriteRemarks,
    /// Say who answers a remark by when, hide one with a reason, or show it again.
    ManageRemarks,
    /// See who made a confidential remark.
    ReadRemarkSources,
    /// Walk from decisions to the fund balance and back, and try a decision before it is made.
    ReadChain,
    /// See what is published: the latest edition, its items, data and documents.
    ReadPublished,
    /// See editions before they are approved, and what they change.
    ReadEditions,
    /// Make an edition of what stands now and propose it.
    PrepareEditions,
    /// Approve an edition that somebody else prepared, or refuse it.
    ApproveEditions,
    /// Read open consultations and their results, send a comment, see and withdraw it by its receipt.
    SendComments,
    /// See consultations with their comments, never who wrote them, and all explanation records.
    ReadConsultations,
    /// Prepare a consultation, type comments in, group, answer and moderate them.
    ManageConsultations,
    /// Publish the results of a consultation.
    PublishConsultations,
    /// Export who wrote a comment, and delete such data by rule.
    HandlePersonalData,
    /// Record what was explained to citizens and groups.
    RecordExplanations,
}

impl Action {
    /// Every action.
    pub const ALL: [Action; 51] = [
        Action::ReadPlan,
        Action::ReadInventory,
        Action::SaveViews,
        Action::ReadImports,
        Action::ImportPrograms,
        Action::ReadAudit,
        Action::ReadFiscal,
        Action::SaveScenarios,
        Action::ReadCities,
        Action::ReadFacilities,
        Action::ImportReferenceData,
        Action::ReadReviews,
        Action::ManageReviews,
        Action::UseWorkbooks,
        Action::RecordEffects,
        Action::VerifyEffects,
        Action::ReadPeople,
        Action::ManagePeople,
        Action::ManageDepartments,
        Action::Delegate,
        Action::UseOwnAccount,
        Action::SendMail,
        Action::ReadClusters,
        Action::ManageClusters,
        Action::ReadOverlaps,
        Action::DecideOverlaps,
        Action::ReadAnalyses,
        Action::CloseGates,
        Action::DecideOptions,
        Action::ReadRoadmaps,
        Action::EditRoadmaps,
        Action::ApproveRoadmaps,
        Action::ReadInitiatives,
        Action::ReadFrame,
        Action::ManageFrame,
        Action::ReadDiscussion,
        Action::ManageMeetings,
        Action::WriteRemarks,
        Action::ManageRemarks,
        Action::ReadRemarkSources,
        Action::ReadChain,
        Action::ReadPublished,
        Action::ReadEditions,
        Action::PrepareEditions,
        Action::ApproveEditions,
        Action::SendComments,
        Action::ReadConsultations,
        Action::ManageConsultations,
        Action::PublishConsultations,
        Action::HandlePersonalData,
        Action::RecordExplanations,
    ];

    /// The stable word for the action.
    pub fn word(self) -> &'static str {
        match self {
            Action::ReadPlan => "read-plan",
            Action::ReadInventory => "read-inventory",
            Action::SaveViews => "save-views",
            Action::ReadImports => "read-imports",
            Action::ImportPrograms => "import-programs",
            Action::ReadAudit => "read-audit",
            Action::ReadFiscal => "read-fiscal",
            Action::SaveScenarios => "save-scenarios",
            Action::ReadCities => "read-cities",
            Action::ReadFacilities => "read-facilities",
            Action::ImportReferenceData => "import-reference-data",
            Action::ReadReviews => "read-reviews",
            Action::ManageReviews => "manage-reviews",
            Action::UseWorkbooks => "use-workbooks",
            Action::RecordEffects => "record-effects",
            Action::VerifyEffects => "verify-effects",
            Action::ReadPeople => "read-people",
            Action::ManagePeople => "manage-people",
            Action::ManageDepartments => "manage-departments",
            Action::Delegate => "delegate",
            Action::UseOwnAccount => "use-own-account",
            Action::SendMail => "send-mail",
            Action::ReadClusters => "read-clusters",
            Action::ManageClusters => "manage-clusters",
            Action::ReadOverlaps => "read-overlaps",
            Action::DecideOverlaps => "decide-overlaps",
            Action::ReadAnalyses => "read-analyses",
            Action::CloseGates => "close-gates",
            Action::DecideOptions => "decide-options",
            Action::ReadRoadmaps => "read-roadmaps",
            Action::EditRoadmaps => "edit-roadmaps",
            Action::ApproveRoadmaps => "approve-roadmaps",
            Action::ReadInitiatives => "read-initiatives",
            Action::ReadFrame => "read-frame",
            Action::ManageFrame => "manage-frame",
            Action::ReadDiscussion => "read-discussion",
            Action::ManageMeetings => "manage-meetings",
            Action::WriteRemarks => "write-remarks",
            Action::ManageRemarks => "manage-remarks",
            Action::ReadRemarkSources => "read-remark-sources",
            Action::ReadChain => "read-chain",
            Action::ReadPublished => "read-published",
            Action::ReadEditions => "read-editions",
            Action::PrepareEditions => "prepare-editions",
            Action::ApproveEditions => "approve-editions",
            Action::SendComments => "send-comments",
            Action::ReadConsultations => "read-consultations",
            Action::ManageConsultations => "manage-consultations",
            Action::PublishConsultations => "publish-consultations",
            Action::HandlePersonalData => "handle-personal-data",
            Action::RecordExplanations => "record-explanations",
        }
    }

    /// Whether everybody may, also without an account: citizens, press, other cities.
    pub(super) fn is_open_to_all(self) -> bool {
        use Action::{ReadCities, ReadClusters, ReadFacilities, ReadFiscal, ReadInventory, ReadPlan};
        use Action::{ReadInitiatives, ReadPublished, ReadRoadmaps, SendComments};
        matches!(
            self,
            ReadPlan
                | ReadInventory
                | ReadFiscal
                | ReadCities
                | ReadFacilities
                | ReadClusters
                | ReadRoadmaps
                | ReadInitiatives
                | ReadPublished
                | SendComments
        )
    }

    /// Whether it must be a person with an account: whoever runs the machine decides nothing for the city.
    pub(super) fn needs_an_account(self) -> bool {
        use Action::{ApproveEditions, ApproveRoadmaps, CloseGates, DecideOptions, Delegate, UseOwnAccount};
        // Who made a confidential remark is told to people of two offices, not to a machine.
        matches!(self, Action::ReadRemarkSources | Action::PublishConsultations)
            || matches!(self, Delegate | UseOwnAccount | CloseGates | DecideOptions | ApproveRoadmaps | ApproveEditions)
    }

    /// Whether somebody who signed in may do it in this role.
    pub(super) fn is_open_to(self, role: Role) -> bool {
        use Role::{Administrator, Auditor, Expert, Finance, Headquarters, ReformOffice};
        match self {
            Action::ReadPlan | Action::ReadInventory => true,
            Action::ReadFiscal | Action::ReadCities | Action::ReadFacilities => true,
            Action::ReadReviews | Action::UseOwnAccount => true,
            Action::SaveViews | Action::SaveScenarios => !matches!(role, Auditor | Administrator),
            Action::ReadImports => matches!(role, ReformOffice | Finance | Auditor | Administrator),
            Action::ImportPrograms | Action::ImportReferenceData => matches!(role, ReformOffice | Finance),
            Action::ReadAudit => matches!(role, ReformOffice | Auditor | Administrator),
            Action::ManageReviews | Action::VerifyEffects => role == ReformOffice,
            Action::RecordEffects => role == Finance,
            Action::UseWorkbooks | Action::Delegate => !matches!(role, Auditor | Administrator | Expert),
            Action::ReadPeople => matches!(role, ReformOffice | Auditor | Administrator),
            Action::ManagePeople | Action::SendMail => role == Administrator,
            Action::ManageDepartments => matches!(role, ReformOffice | Administrator),
            Action::ReadClusters | Action::ReadRoadmaps | Action::ReadPublished => true,
            Action::ReadInitiatives => true,
            Action::ReadEditions => !matches!(role, Administrator | Expert),
            Action::ReadOverlaps | Action::ReadAnalyses | Action::ReadFrame | Action::ReadChain => {
                role != Administrator
            }
            Action::ManageClusters | Action::DecideOverlaps | Action::EditRoadmaps | Action::PrepareEditions => {
                role == ReformOffice
            }
            Action::CloseGates => matches!(role, ReformOffice | Headquarters),
            Action::DecideOptions | Action::ApproveRoadmaps | Action::ApproveEditions => role == Headquarters,
            Action::ReadDiscussion => role != Administrator,
            Action::ManageMeetings | Action::ManageRemarks => role == ReformOffice,
            Action::WriteRemarks => matches!(role, ReformOffice | Headquarters | Expert),
            Action::ReadRemarkSources => matches!(role, ReformOffice | Headquarters),
            Action::ManageFrame => matches!(role, ReformOffice | Finance),
            Action::SendComments => true,
            Action::ReadConsultations => !matches!(role, Administrator | Expert),
            Action::ManageConsultations => role == ReformOffice,
            Action::PublishConsultations => role == Headquarters,
            Action::HandlePersonalData => role == Administrator,
            Action::RecordExplanations => role == ReformOffice || role.needs_department(),
        }
    }
}
