-- Up Migration
-- The desk of applications: who looks at a case now, ready texts, and which deadlines were told to whom.

create table request_viewer (
  request_id uuid not null references service_request (id) on delete cascade,
  staff_id uuid not null references staff (id) on delete cascade,
  seen_at timestamptz not null default now(),
  primary key (request_id, staff_id)
);

-- The clerk was told of this end of the period, when so many days were left: once each.
alter table service_request
  add column warned_due_on date,
  add column warned_days integer;

create index service_request_clock on service_request (due_on) where closed_at is null and decided_at is null and due_on is not null; -- what ends soon: the daily letter to clerks

-- Texts that a clerk begins with. `move`: of which it is the text; `challenge` is that of a rejection.
create table reply_template (
  id uuid primary key default gen_random_uuid(),
  move text not null,
  service text, -- null: of every service
  department text, -- null: of every department
  title jsonb not null,
  body jsonb not null,
  version integer not null default 1,
  changed_at timestamptz not null default now()
);
create index reply_template_move on reply_template (move); -- the page of a case

insert into reply_template (move, title, body) values
  ('ask_papers', '{"el": "Λείπουν δικαιολογητικά", "en": "Documents missing"}',
   '{"el": "Για να εξετάσουμε την αίτησή σας χρειαζόμαστε τα δικαιολογητικά που γράφουμε πιο πάνω. Μπορείτε να τα ανεβάσετε στη Θυρίδα ή να τα φέρετε στην υπηρεσία {{department}}. Η προθεσμία για την απάντηση αρχίζει όταν τα έχουμε όλα.", "en": "To examine your application we need the documents listed above. You can upload them on the portal or bring them to {{department}}. The period for our answer begins when we have them all."}'),
  ('ask_papers', '{"el": "Δεν διαβάζεται το αρχείο", "en": "The file cannot be read"}',
   '{"el": "Το αρχείο που στείλατε δεν διαβάζεται καθαρά. Στείλτε το ξανά: όλη η σελίδα να φαίνεται, ίσια και με καλό φως.", "en": "The file that you sent cannot be read clearly. Please send it again: the whole page, straight and in good light."}'),
  ('ask_correction', '{"el": "Διαφέρει από τα δικαιολογητικά", "en": "Differs from the documents"}',
   '{"el": "Αυτό που γράψατε διαφέρει από αυτό που λένε τα δικαιολογητικά σας. Ελέγξτε το και διορθώστε το.", "en": "What you wrote differs from what your documents say. Please check it and correct it."}'),
  ('approve', '{"el": "Εγκρίθηκε", "en": "Approved"}',
   '{"el": "Η αίτησή σας με αριθμό πρωτοκόλλου {{protocol}} ({{service}}) εγκρίθηκε. Δεν χρειάζεται να κάνετε κάτι άλλο προς το παρόν.", "en": "Your application {{protocol}} ({{service}}) was approved. There is nothing else you need to do for now."}'),
  ('ready', '{"el": "Ώρες και τόπος", "en": "Hours and place"}',
   '{"el": "Μπορείτε να το πάρετε από την υπηρεσία {{department}}: {{hours}}. Έχετε μαζί την ταυτότητά σας και τον αριθμό {{protocol}}. Αν έρθει άλλος, χρειάζεται εξουσιοδότηση.", "en": "You can collect it from {{department}}: {{hours}}. Bring your identity card and the number {{protocol}}. If somebody else comes, they need an authorisation."}'),
  ('reject', '{"el": "Δεν πληρούνται οι προϋποθέσεις", "en": "The conditions are not met"}',
   '{"el": "Η αίτησή σας δεν μπορεί να γίνει δεκτή, γιατί από τα δικαιολογητικά προκύπτει ότι […].", "en": "Your application cannot be granted, because the documents show that […]."}'),
  ('challenge', '{"el": "Πώς προσβάλλεται", "en": "How to challenge it"}',
   '{"el": "Αν διαφωνείτε, μπορείτε να ζητήσετε από τον δήμο να το ξαναδεί (αίτηση θεραπείας), με νέα στοιχεία αν έχετε. Μπορείτε επίσης να προσφύγετε στην Αποκεντρωμένη Διοίκηση ή στα διοικητικά δικαστήρια, μέσα στις προθεσμίες του νόμου. Για πληροφορίες: {{department}}, {{phone}}.", "en": "If you disagree, you can ask the municipality to look at it again, with new evidence if you have any. You can also appeal to the Decentralised Administration or to the administrative courts, within the periods set by law. For information: {{department}}, {{phone}}."}'),
  ('delay', '{"el": "Ειδοποίηση για καθυστέρηση", "en": "Notice of delay"}',
   '{"el": "Η προθεσμία για την απάντηση στην αίτησή σας με αριθμό πρωτοκόλλου {{protocol}} λήγει στις {{due}}. Δεν θα προλάβουμε, γιατί […]. Πληροφορίες σας δίνει: {{clerk}}, τηλ. {{phone}}.", "en": "The period for the answer to your application {{protocol}} ends on {{due}}. We cannot keep it, because […]. For information: {{clerk}}, tel. {{phone}}."}'),
  ('forward_department', '{"el": "Αρμόδια είναι άλλη υπηρεσία", "en": "Another department is competent"}',
   '{"el": "Για το θέμα της αίτησής σας αρμόδια είναι άλλη υπηρεσία του δήμου, γι’ αυτό τη διαβιβάζουμε εκεί. Ο αριθμός πρωτοκόλλου μένει ο ίδιος. Δεν χρειάζεται να κάνετε νέα αίτηση.", "en": "Another department of the municipality is competent for your application, so we pass it on. The protocol number stays the same. You need not apply again."}');
